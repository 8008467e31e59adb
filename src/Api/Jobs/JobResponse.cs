namespace Slipway.Api.Jobs;

/// <summary>A job.</summary>
public sealed record JobResponse
{
    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The project's name.</summary>
    public required string Project { get; init; }

    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    /// <summary>The newest version, as <c>v3</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>UTC, of the newest version.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
