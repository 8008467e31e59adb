using Slipway.Automations.Definitions;
using Slipway.Events;

namespace Slipway.Automations.Matching;

/// <summary>Whether an automation answers an event (M1, M2, M3). Pure.</summary>
public static class EventMatch
{
    /// <summary>
    /// True when the event is of a registry, happened while this version stood, is of its type, on its registered model
    /// if it has one, and fits its pattern. Patterns match anywhere in the text.
    /// </summary>
    public static bool Matches(Candidate candidate, LoggedEvent happened) =>
        happened.ScopeKind == ScopeKind.Registry
        && candidate.TeamId == happened.TeamId
        && candidate.EventType == happened.Type
        && (candidate.CollectionId is null || candidate.CollectionId == happened.CollectionId)
        && candidate.ValidFrom <= happened.At
        && (candidate.ValidTo is null || happened.At < candidate.ValidTo)
        && Fits(candidate.AliasPattern, happened.Alias)
        && Fits(candidate.TagPattern, happened.Tag);

    // A pattern that cannot be read any more matches nothing: saving refuses such, so it is a newer server's.
    private static bool Fits(string? pattern, string? text) =>
        pattern is null || (text is not null && MatchPattern.TryParse(pattern, out _) is { } parsed && parsed.IsMatch(text));
}
