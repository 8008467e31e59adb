namespace Slipway.Api.Registry;

/// <summary>A registered model.</summary>
public sealed record RegisteredModelResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary><c>model-registry</c>.</summary>
    public required string Registry { get; init; }

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The artifact type it takes.</summary>
    public required string Type { get; init; }

    /// <summary>What it is, in a few lines; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>The model card, Markdown; null for none, and left out of lists.</summary>
    public string? Card { get; init; }

    /// <summary>In alphabetical order.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>How many versions are linked now.</summary>
    public required int VersionCount { get; init; }

    /// <summary>Where <c>latest</c> stands; null without versions.</summary>
    public string? LatestVersion { get; init; }

    /// <summary>Every alias and its version, without <c>vN</c>.</summary>
    public required IReadOnlyList<AliasPlaceResponse> Aliases { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
