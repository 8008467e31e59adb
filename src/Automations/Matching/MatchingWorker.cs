using Microsoft.Extensions.Logging;
using Slipway.Access.Audit;
using Slipway.Api.Events;
using Slipway.Automations.Actions;
using Slipway.Automations.Definitions;
using Slipway.Events;
using Slipway.Registry.Collections;
using Slipway.Storage;

namespace Slipway.Automations.Matching;

/// <summary>
/// Answers events: takes pending ones, matches them, and writes each execution with its delivery or item, all in one
/// transaction. A crash anywhere leaves the events pending, to be taken again.
/// </summary>
public sealed class MatchingWorker(
    Database database, ActionDispatch dispatch, WakeSignal signal, TimeProvider time, ILogger<MatchingWorker> logger)
    : Worker(signal, EventLog.Appended, TimeSpan.FromSeconds(2), time, logger)
{
    /// <summary>The name under which events wait for this room.</summary>
    public const string Consumer = "automations";

    private const int BatchSize = 64;

    public override Task<int> RunOnceAsync(CancellationToken ct) =>
        database.WriteAsync(async tx =>
        {
            var events = await EventLog.TakeAsync(tx, Consumer, BatchSize);
            if (events.Count == 0)
            {
                return 0;
            }
            var candidates = await CandidatesAsync(tx, events);
            foreach (var happened in events)
            {
                var runName = await RunNameAsync(tx, candidates, happened);
                foreach (var candidate in candidates)
                {
                    if (EventMatch.Matches(candidate, happened, runName))
                    {
                        await dispatch.AnswerAsync(tx, candidate, happened);
                    }
                }
                if (happened is { Type: EventTypes.DeleteCollection, ScopeKind: ScopeKind.Registry, CollectionId: { } gone })
                {
                    await AutomationOperations.EndThoseOfAsync(tx, new AuditedTeam(happened.TeamId, happened.Team), new CollectionId(gone));
                }
            }
            return events.Count;
        }, ct);

    protected override bool LooksAgain(int did) => did == BatchSize;

    private static async Task<string?> RunNameAsync(DatabaseSession session, IReadOnlyList<Candidate> candidates, LoggedEvent happened) =>
        candidates.Any(candidate => candidate.RunPattern is not null && candidate.EventType == happened.Type)
            ? (await EventRun.FindAsync(session, happened))?.Name
            : null;

    private static async Task<IReadOnlyList<Candidate>> CandidatesAsync(DatabaseSession session, IReadOnlyList<LoggedEvent> events)
    {
        var answered = events.Where(happened => happened.ScopeKind == ScopeKind.Registry || EventRules.IsOfRuns(happened.Type)).ToArray();
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
}
