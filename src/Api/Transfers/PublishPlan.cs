using System.Text.Json;

namespace Slipway.Api.Transfers;

/// <summary>What a publish sends.</summary>
public sealed record PublishPlan
{
    /// <summary>The artifact's type, such as <c>model</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The files of the version.</summary>
    public required IReadOnlyList<LocalFile> Files { get; init; }

    /// <summary>Markdown; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>A JSON object; null for none.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Put on at commit; null for none.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>The id of the run in the same project that makes it; null for none, or for a job's own run.</summary>
    public string? Run { get; init; }
}
