using System.Collections.Frozen;
using Slipway.Api.Events;

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

    /// <summary>Events that are raised elsewhere or later: named in errors, so that nobody hunts for a misspelling.</summary>
    public static IReadOnlyList<string> NotYet { get; } =
        [EventTypes.CreateArtifact, EventTypes.RunMetricChange, EventTypes.WebhookDisabled];

    /// <summary>The type as it is stored: W&amp;B's schema calls <c>LINK_ARTIFACT</c> <c>LINK_MODEL</c> (wandb-behaviour 0.5).</summary>
    public static string Canonical(string type) => type == "LINK_MODEL" ? EventTypes.LinkArtifact : type;

    public static bool IsOfRuns(string type) => RunTypes.Contains(type);

    public static bool HasAlias(string type) => AliasEvents.Contains(type);

    public static bool HasTag(string type) => TagEvents.Contains(type);
}
