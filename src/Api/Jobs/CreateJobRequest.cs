using System.Text.Json;

namespace Slipway.Api.Jobs;

/// <summary><c>POST /teams/{team}/projects/{project}/jobs</c>: a job, or the next version of it (M16).</summary>
public sealed record CreateJobRequest
{
    /// <summary>The artifact's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its code.</summary>
    public required JobSourceBody Source { get; init; }

    /// <summary>JSON Schema of the run config; null for anything.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Aliases for the version; null for none.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }
}
