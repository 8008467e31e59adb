using Slipway.Api.Events;

namespace Slipway.Registry.Collections;

/// <summary>One step in the history of a collection: who did what, and when.</summary>
public sealed record HistoryEntry
{
    public required long Id { get; init; }

    /// <summary>The type of the event that tells of it; see <see cref="Api.Events.EventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The version concerned; null when it is the collection itself.</summary>
    public int? VersionIndex { get; init; }

    /// <summary>Where a moved alias stood before; null for nowhere.</summary>
    public int? PreviousIndex { get; init; }

    public string? Alias { get; init; }

    public string? Tag { get; init; }

    public required string Actor { get; init; }

    /// <summary>UTC, by the database's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What held before, as the event tells it; null for nothing.</summary>
    public string? Before => Type switch
    {
        EventTypes.UnlinkArtifact or EventTypes.RemoveArtifactAlias => VersionReference.Text(VersionIndex),
        EventTypes.AddArtifactAlias => VersionReference.Text(PreviousIndex),
        EventTypes.RemoveArtifactTag or EventTypes.RemoveCollectionTag => Tag,
        _ => null,
    };

    /// <summary>What holds now, as the event tells it; null for nothing.</summary>
    public string? After => Type switch
    {
        EventTypes.LinkArtifact or EventTypes.CreateArtifact or EventTypes.AddArtifactAlias => VersionReference.Text(VersionIndex),
        EventTypes.AddArtifactTag or EventTypes.AddCollectionTag => Tag,
        _ => null,
    };
}
