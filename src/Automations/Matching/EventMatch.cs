using System.Text.Json;
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
    public static bool Matches(Candidate candidate, LoggedEvent happened, string? runName = null) =>
        Judge(candidate, happened, runName) == MatchVerdict.Matches;

    /// <summary>The same with what keeps it from answering.</summary>
    public static MatchVerdict Judge(Candidate candidate, LoggedEvent happened, string? runName = null) =>
        candidate.EventType != happened.Type ? MatchVerdict.OtherType
        : candidate.TeamId != happened.TeamId || !ListensThere(candidate, happened) ? MatchVerdict.OtherScope
        : !MatchPattern.Fits(candidate.AliasPattern, happened.Alias) || !MatchPattern.Fits(candidate.TagPattern, happened.Tag) ? MatchVerdict.Pattern
        : !FitsRun(candidate, happened, runName) ? MatchVerdict.Filter
        : candidate.ValidFrom > happened.At ? MatchVerdict.Later
        : candidate.ValidTo is { } end && happened.At >= end ? MatchVerdict.Earlier
        : MatchVerdict.Matches;

    private static bool ListensThere(Candidate candidate, LoggedEvent happened) => (happened.ScopeKind, candidate.ScopeType) switch
    {
        (ScopeKind.Registry, ScopeType.Registry or ScopeType.RegisteredModel) => candidate.CollectionId is null || candidate.CollectionId == happened.CollectionId,
        (ScopeKind.Project, ScopeType.Artifact) => candidate.CollectionId is not null && candidate.CollectionId == happened.CollectionId,
        // The watch of a metric has looked at the project already.
        (ScopeKind.Project, ScopeType.Project) => candidate.ScopeName == happened.Project || happened.Type == EventTypes.RunMetric,
        (ScopeKind.Project, ScopeType.Team) => EventRules.IsOfRuns(happened.Type),
        (ScopeKind.Team, ScopeType.Team) => true,
        _ => false,
    };

    private static bool FitsRun(Candidate candidate, LoggedEvent happened, string? runName) => happened.Type switch
    {
        // The watch has looked at run and value already.
        EventTypes.RunMetric => candidate.WatchId is not null && candidate.WatchId == happened.WatchId,
        EventTypes.RunState => HasState(candidate.RunStates, happened.After) && MatchPattern.Fits(candidate.RunPattern, runName),
        _ => true,
    };

    private static bool HasState(string? states, string? after) =>
        states is null || (after is not null && JsonSerializer.Deserialize<string[]>(states)!.Contains(JsonSerializer.Deserialize<string>(after)));
}
