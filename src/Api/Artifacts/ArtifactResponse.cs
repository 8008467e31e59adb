namespace Slipway.Api.Artifacts;

/// <summary>An artifact: the sequence of its versions in a project.</summary>
public sealed record ArtifactResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The project's name.</summary>
    public required string Project { get; init; }

    /// <summary>The artifact's name.</summary>
    public required string Name { get; init; }

    /// <summary>Such as <c>model</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>How many committed versions there are.</summary>
    public required int VersionCount { get; init; }

    /// <summary><c>v3</c>; null before the first commit.</summary>
    public string? LatestVersion { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
