using System.Text.Json;

namespace Slipway.Api.Artifacts;

/// <summary><c>POST .../artifacts/{name}/versions</c>: announces a version by its files' hashes.</summary>
public sealed record CreateVersionRequest
{
    /// <summary>The artifact's type, such as <c>model</c>; fixed by its first version.</summary>
    public required string Type { get; init; }

    /// <summary>Markdown; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>A JSON object with at most 100 keys; null for none.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Put on at commit, next to <c>latest</c>; null for none.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>The id of the run in this project that makes it (lineage); null for none, or for a job's own run.</summary>
    public string? Run { get; init; }

    /// <summary>At least one, each path once.</summary>
    public required IReadOnlyList<FileEntry> Files { get; init; }
}
