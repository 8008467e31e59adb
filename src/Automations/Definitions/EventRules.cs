using System.Collections.Frozen;
using Slipway.Api.Events;
using Slipway.Events;

namespace Slipway.Automations.Definitions;

/// <summary>Which events an automation may answer, and which of its fields fit them (wandb-behaviour 2).</summary>
public static class EventRules
{
    private static readonly FrozenSet<string> AliasEvents = FrozenSet.Create(EventTypes.AddArtifactAlias, EventTypes.RemoveArtifactAlias);

    private static readonly FrozenSet<string> TagEvents = FrozenSet.Create(
        EventTypes.AddArtifactTag, EventTypes.RemoveArtifactTag, EventTypes.AddCollectionTag, EventTypes.RemoveCollectionTag);

    /// <summary>The events of a registry, in the order in which a person meets them.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        EventTypes.LinkArtifact,
        EventTypes.AddArtifactAlias,
        EventTypes.RemoveArtifactAlias,
        EventTypes.UnlinkArtifact,
        EventTypes.AddArtifactTag,
        EventTypes.RemoveArtifactTag,
        EventTypes.AddCollectionTag,
        EventTypes.RemoveCollectionTag,
        EventTypes.CreateCollection,
        EventTypes.DeleteCollection,
    ];

    /// <summary>The events of runs, in projects.</summary>
    public static IReadOnlyList<string> RunTypes { get; } = [EventTypes.RunState, EventTypes.RunMetric];

    /// <summary>The events of artifacts, in projects.</summary>
    public static IReadOnlyList<string> ArtifactTypes { get; } = [EventTypes.CreateArtifact];

    /// <summary>The events of a team itself: what its people should be told of.</summary>
    public static IReadOnlyList<string> TeamTypes { get; } = [EventTypes.WebhookDisabled, EventTypes.WorkSetAside];

    /// <summary>Every event that an automation may answer.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Types, .. ArtifactTypes, .. RunTypes, .. TeamTypes];

    /// <summary>Events that come later: named in errors, so that nobody hunts for a misspelling.</summary>
    public static IReadOnlyList<string> NotYet { get; } = [EventTypes.RunMetricChange];

    /// <summary>The type as it is stored: W&amp;B's schema calls <c>LINK_ARTIFACT</c> <c>LINK_MODEL</c> (wandb-behaviour 0.5).</summary>
    public static string Canonical(string type) => type == "LINK_MODEL" ? EventTypes.LinkArtifact : type;

    public static bool IsOfRuns(string type) => RunTypes.Contains(type);

    public static bool IsOfArtifacts(string type) => ArtifactTypes.Contains(type);

    public static bool IsOfTeam(string type) => TeamTypes.Contains(type);

    /// <summary>Whether any automation may answer an event of that type which happened there.</summary>
    public static bool MayBeAnswered(string type, ScopeKind where) => where switch
    {
        ScopeKind.Registry => Types.Contains(type),
        ScopeKind.Project => IsOfRuns(type) || IsOfArtifacts(type),
        _ => IsOfTeam(type),
    };

    /// <summary>On what an automation that waits for such an event may listen.</summary>
    public static IReadOnlyList<ScopeType> ScopesOf(string type) =>
        IsOfRuns(type) ? [ScopeType.Project, ScopeType.Team]
        : IsOfArtifacts(type) ? [ScopeType.Artifact, ScopeType.Project]
        : IsOfTeam(type) ? [ScopeType.Team]
        : [ScopeType.RegisteredModel, ScopeType.Registry];

    public static bool HasAlias(string type) => AliasEvents.Contains(type);

    public static bool HasTag(string type) => TagEvents.Contains(type);
}
