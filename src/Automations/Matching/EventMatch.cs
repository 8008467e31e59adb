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
        candidate.TeamId == happened.TeamId
        && candidate.EventType == happened.Type
        && candidate.ValidFrom <= happened.At
        && (candidate.ValidTo is null || happened.At < candidate.ValidTo)
        && happened.ScopeKind switch
        {
            ScopeKind.Registry => candidate.ScopeType is ScopeType.Registry or ScopeType.RegisteredModel && MatchesModel(candidate, happened),
            ScopeKind.Project => candidate.ScopeType is ScopeType.Project or ScopeType.Team && MatchesRun(candidate, happened, runName),
            _ => false,
        };

    private static bool MatchesModel(Candidate candidate, LoggedEvent happened) =>
        (candidate.CollectionId is null || candidate.CollectionId == happened.CollectionId)
        && MatchPattern.Fits(candidate.AliasPattern, happened.Alias)
        && MatchPattern.Fits(candidate.TagPattern, happened.Tag);

    private static bool MatchesRun(Candidate candidate, LoggedEvent happened, string? runName) => happened.Type switch
    {
        // The watch has looked at project, run and value already.
        EventTypes.RunMetric => candidate.WatchId is not null && candidate.WatchId == happened.WatchId,
        EventTypes.RunState => (candidate.ScopeType == ScopeType.Team || candidate.ScopeName == happened.Project)
            && HasState(candidate.RunStates, happened.After)
            && MatchPattern.Fits(candidate.RunPattern, runName),
        _ => false,
    };

    private static bool HasState(string? states, string? after) =>
        states is null || (after is not null && JsonSerializer.Deserialize<string[]>(states)!.Contains(JsonSerializer.Deserialize<string>(after)));
}
