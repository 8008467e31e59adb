using System.Text.Json;

namespace Slipway.Api.Runs;

/// <summary><c>POST /teams/{team}/projects/{project}/runs</c>.</summary>
public sealed record CreateRunRequest
{
    /// <summary>Up to 128 of <c>[A-Za-z0-9_-]</c>; made up when left out. A pending run of that id begins.</summary>
    public string? Id { get; init; }

    /// <summary>For people; null for the id.</summary>
    public string? Name { get; init; }

    /// <summary>An object; null for none.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>Null for none.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Null for none.</summary>
    public string? JobType { get; init; }

    /// <summary>Null for none.</summary>
    public string? Group { get; init; }

    /// <summary>Markdown; null for none.</summary>
    public string? Notes { get; init; }

    /// <summary>Where it runs; null when unknown.</summary>
    public string? Host { get; init; }
}
