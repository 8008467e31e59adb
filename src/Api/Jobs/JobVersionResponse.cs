using System.Text.Json;

namespace Slipway.Api.Jobs;

/// <summary>A version of a job.</summary>
public sealed record JobVersionResponse
{
    /// <summary>The artifact version's id.</summary>
    public required string Id { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The project's name.</summary>
    public required string Project { get; init; }

    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    /// <summary>As <c>v3</c>.</summary>
    public required string Version { get; init; }

    /// <summary><c>latest</c> among them.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>Its code.</summary>
    public required JobSourceBody Source { get; init; }

    /// <summary>JSON Schema of the run config; null for anything.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }
}
