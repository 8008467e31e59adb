using Slipway.Registry.Collections;

namespace Slipway.Registry.Artifacts;

/// <summary>An artifact as a list shows it.</summary>
public sealed record ArtifactRow
{
    public required CollectionId Id { get; init; }

    public required string TeamName { get; init; }

    public required string ProjectName { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public string? Description { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its text was last changed, or a version was added.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Committed versions that were not deleted.</summary>
    public required int VersionCount { get; init; }

    /// <summary>The N of the newest <c>vN</c>; null when there is no version.</summary>
    public int? LatestIndex { get; init; }
}
