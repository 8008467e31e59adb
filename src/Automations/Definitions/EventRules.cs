using Slipway.Api.Automations;
using Slipway.Api.Texts;
using Slipway.Events;

namespace Slipway.Automations.Definitions;

/// <summary>Which events an automation may answer, and which of its fields fit them (wandb-behaviour 2).</summary>
public static class EventRules
{
    /// <summary>The events of a registry, in the order in which a person meets them.</summary>
    public static IReadOnlyList<AutomationEventType> Types { get; } =
    [
        AutomationEventType.LinkArtifact,
        AutomationEventType.AddArtifactAlias,
        AutomationEventType.RemoveArtifactAlias,
        AutomationEventType.UnlinkArtifact,
        AutomationEventType.AddArtifactTag,
        AutomationEventType.RemoveArtifactTag,
        AutomationEventType.AddCollectionTag,
        AutomationEventType.RemoveCollectionTag,
        AutomationEventType.CreateCollection,
        AutomationEventType.DeleteCollection,
    ];

    /// <summary>The events of runs, in projects.</summary>
    public static IReadOnlyList<AutomationEventType> RunTypes { get; } = [AutomationEventType.RunState, AutomationEventType.RunMetric];

    /// <summary>The events of artifacts, in projects.</summary>
    public static IReadOnlyList<AutomationEventType> ArtifactTypes { get; } = [AutomationEventType.CreateArtifact];

    /// <summary>The events of a team itself: what its people should be told of.</summary>
    public static IReadOnlyList<AutomationEventType> TeamTypes { get; } = [AutomationEventType.WebhookDisabled, AutomationEventType.WorkSetAside];

    /// <summary>Every event that an automation may answer.</summary>
    public static IReadOnlyList<AutomationEventType> All { get; } = [.. Types, .. ArtifactTypes, .. RunTypes, .. TeamTypes];

    /// <summary>Events that come later: named in errors, so that nobody hunts for a misspelling.</summary>
    public static IReadOnlyList<AutomationEventType> NotYet { get; } = [AutomationEventType.RunMetricChange];

    public static bool IsOfRuns(AutomationEventType type) => type is AutomationEventType.RunState or AutomationEventType.RunMetric;

    public static bool IsOfArtifacts(AutomationEventType type) => type is AutomationEventType.CreateArtifact;

    public static bool IsOfTeam(AutomationEventType type) => type is AutomationEventType.WebhookDisabled or AutomationEventType.WorkSetAside;

    /// <summary>Whether any automation may answer an event of that type which happened there.</summary>
    /// <param name="word">The type as the log has it.</param>
    public static bool MayBeAnswered(string word, ScopeKind where) => EnumWords.Find<AutomationEventType>(word) is { } type && where switch
    {
        ScopeKind.Registry => Types.Contains(type),
        ScopeKind.Project => IsOfRuns(type) || IsOfArtifacts(type),
        _ => IsOfTeam(type),
    };

    /// <summary>On what an automation that waits for such an event may listen.</summary>
    public static IReadOnlyList<ScopeType> ScopesOf(AutomationEventType type) =>
        IsOfRuns(type) ? [ScopeType.Project, ScopeType.Team]
        : IsOfArtifacts(type) ? [ScopeType.Artifact, ScopeType.Project]
        : IsOfTeam(type) ? [ScopeType.Team]
        : [ScopeType.RegisteredModel, ScopeType.Registry];

    public static bool HasAlias(AutomationEventType type) => type is AutomationEventType.AddArtifactAlias or AutomationEventType.RemoveArtifactAlias;

    public static bool HasTag(AutomationEventType type) => type is AutomationEventType.AddArtifactTag or AutomationEventType.RemoveArtifactTag
        or AutomationEventType.AddCollectionTag or AutomationEventType.RemoveCollectionTag;
}
