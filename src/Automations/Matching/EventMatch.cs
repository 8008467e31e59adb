using System.Text.Json;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Automations.Definitions;
using Slipway.Events;

namespace Slipway.Automations.Matching;

/// <summary>Whether an automation answers an event (M1, M2, M3). Pure.</summary>
public static class EventMatch
{
    /// <summary>
    /// True when the event happened while this version stood, is of its type and where it listens, and fits its pattern
    /// or condition. Events of a project never match automations of a registry, and the other way round. Patterns match
    /// anywhere in the text.
    /// </summary>
    /// <param name="runName">The name of the event's run; null when there is none, or no automation asks for it.</param>
    public static bool Matches(AutomationVersion version, LoggedEvent happened, string? runName = null) =>
        Judge(version, happened, runName) == MatchVerdict.Matches;

    /// <summary>The same with what keeps it from answering.</summary>
    public static MatchVerdict Judge(AutomationVersion version, LoggedEvent happened, string? runName = null) =>
        version.TeamId != happened.TeamId ? MatchVerdict.OtherScope
        : !IsOfType(version, happened) ? MatchVerdict.OtherType
        : !ListensThere(version, happened) ? MatchVerdict.OtherScope
        : !MatchPattern.Fits(version.Settings.Event.Pattern, happened.Alias ?? happened.Tag) ? MatchVerdict.Pattern
        : !FitsRun(version, happened, runName) ? MatchVerdict.Filter
        : version.ValidFrom > happened.At ? MatchVerdict.Later
        : version.ValidTo is { } end && happened.At >= end ? MatchVerdict.Earlier
        : MatchVerdict.Matches;

    /// <summary>Whether it waits for events of that type.</summary>
    internal static bool IsOfType(AutomationVersion version, LoggedEvent happened) => version.EventType == happened.Type;

    private static bool ListensThere(AutomationVersion version, LoggedEvent happened) => (happened.ScopeKind, version.Settings.Scope.Type) switch
    {
        (ScopeKind.Registry, ScopeType.Registry or ScopeType.RegisteredModel) => version.CollectionId is null || version.CollectionId == happened.CollectionId,
        (ScopeKind.Project, ScopeType.Artifact) => version.CollectionId is not null && version.CollectionId == happened.CollectionId,
        // The watch of a metric has looked at the project already.
        (ScopeKind.Project, ScopeType.Project) => version.Settings.Scope.Name == happened.Project || happened.Type == EventTypes.RunMetric,
        (ScopeKind.Project, ScopeType.Team) => EventRules.IsOfRuns(version.Settings.Event.Type),
        (ScopeKind.Team, ScopeType.Team) => true,
        _ => false,
    };

    private static bool FitsRun(AutomationVersion version, LoggedEvent happened, string? runName) => version.Settings.Event.Type switch
    {
        // The watch has looked at run and value already.
        AutomationEventType.RunMetric => version.WatchId is not null && version.WatchId == happened.WatchId,
        AutomationEventType.RunState => HasState(version.Settings.Event.States, happened.After) && MatchPattern.Fits(version.Settings.Event.RunFilter?.Name, runName),
        _ => true,
    };

    private static bool HasState(IReadOnlyList<string>? states, string? after) =>
        states is null || (after is not null && states.Contains(JsonSerializer.Deserialize<string>(after)));
}
