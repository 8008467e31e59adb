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
/// Answers events: takes pending ones, matches them, and writes each execution with its delivery, all in one
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
                foreach (var candidate in candidates)
                {
                    if (EventMatch.Matches(candidate, happened))
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

    private static async Task<IReadOnlyList<Candidate>> CandidatesAsync(DatabaseSession session, IReadOnlyList<LoggedEvent> events)
    {
        var registry = events.Where(happened => happened.ScopeKind == ScopeKind.Registry).ToArray();
        return registry.Length == 0
            ? []
            : await session.QueryAsync<Candidate>(MatchingSql.Candidates, new
            {
                teams = registry.Select(happened => happened.TeamId.Value).Distinct().ToArray(),
                types = registry.Select(happened => happened.Type).Distinct().ToArray(),
                collections = registry.Select(happened => happened.CollectionId ?? 0).Distinct().ToArray(),
                first = registry.Min(happened => happened.At),
                last = registry.Max(happened => happened.At),
            });
    }
}
