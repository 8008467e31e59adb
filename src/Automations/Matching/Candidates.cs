using Slipway.Api.Events;
using Slipway.Automations.Actions;
using Slipway.Automations.Definitions;
using Slipway.Events;
using Slipway.Storage;

namespace Slipway.Automations.Matching;

/// <summary>Who may answer events; the pure match decides.</summary>
internal static class Candidates
{
    /// <summary>The versions of automations that may answer any of these events.</summary>
    public static async Task<IReadOnlyList<Candidate>> FindAsync(DatabaseSession session, IReadOnlyList<LoggedEvent> events)
    {
        var answered = events.Where(happened => EventRules.MayBeAnswered(happened.Type, happened.ScopeKind)).ToArray();
        return answered.Length == 0
            ? []
            : await session.QueryAsync<Candidate>(MatchingSql.Candidates, new
            {
                teams = answered.Select(happened => happened.TeamId.Value).Distinct().ToArray(),
                types = answered.Select(happened => happened.Type).Distinct().ToArray(),
                collections = answered.Select(happened => happened.CollectionId ?? 0).Distinct().ToArray(),
                first = answered.Min(happened => happened.At),
                last = answered.Max(happened => happened.At),
            });
    }

    /// <summary>The name of the event's run, where a candidate asks for it.</summary>
    public static async Task<string?> RunNameAsync(DatabaseSession session, IReadOnlyList<Candidate> candidates, LoggedEvent happened) =>
        candidates.Any(candidate => candidate.RunPattern is not null && candidate.EventType == happened.Type)
            ? (await EventRun.FindAsync(session, happened))?.Name
            : null;
}
