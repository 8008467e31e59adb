using Microsoft.Extensions.Logging;
using Slipway.Automations.Actions;
using Slipway.Events;
using Slipway.Storage;

namespace Slipway.Automations.Matching;

/// <summary>
/// Answers events: takes pending ones, matches them, and writes each execution with its delivery or item, all in one
/// transaction. A crash anywhere leaves the events pending, to be taken again. When something unexpected stops the batch,
/// its events are answered one by one (ADR 0011), so that the one to blame keeps no other waiting.
/// </summary>
public sealed class MatchingWorker : Worker
{
    /// <summary>The name under which events wait for this room.</summary>
    public const string Consumer = "automations";

    private const int BatchSize = 64;
    private static readonly TimeSpan LookForRetries = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly ActionDispatch _dispatch;
    private readonly LoneEvents _alone;
    private readonly TimeProvider _time;
    private long _lookedForRetries;

    internal MatchingWorker(
        Database database, ActionDispatch dispatch, LoneEvents alone, WakeSignal signal, TimeProvider time, ILogger<MatchingWorker> logger)
        : base(signal, EventLog.Appended, TimeSpan.FromSeconds(2), time, logger)
    {
        _database = database;
        _dispatch = dispatch;
        _alone = alone;
        _time = time;
    }

    /// <inheritdoc/>
    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var answered = await AnswerBatchAsync(ct);
        // What failed before stands behind what did not, but not for ever.
        if (answered < BatchSize || _time.GetElapsedTime(_lookedForRetries) > LookForRetries)
        {
            _lookedForRetries = _time.GetTimestamp();
            foreach (var id in await _database.ReadAsync(session => EventLog.RetriedAsync(session, Consumer, BatchSize), ct))
            {
                await _alone.AnswerAsync(id, ct);
            }
        }
        return answered;
    }

    /// <inheritdoc/>
    protected override bool LooksAgain(int did) => did == BatchSize;

    private async Task<int> AnswerBatchAsync(CancellationToken ct)
    {
        try
        {
            return await _database.WriteAsync(AnswerAllAsync, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && !_database.IsAway(failure))
        {
            // One of them is to blame; which, is seen when each stands alone.
        }
        var events = await _database.ReadAsync(session => EventLog.FreshAsync(session, Consumer, BatchSize), ct);
        foreach (var id in events)
        {
            await _alone.AnswerAsync(id, ct);
        }
        return events.Count;
    }

    private async Task<int> AnswerAllAsync(DatabaseTransaction tx)
    {
        var events = await EventLog.TakeAsync(tx, Consumer, BatchSize);
        if (events.Count == 0)
        {
            return 0;
        }
        var candidates = await Candidates.FindAsync(tx, events);
        foreach (var happened in events)
        {
            var runName = await Candidates.RunNameAsync(tx, candidates, happened);
            foreach (var candidate in candidates)
            {
                if (EventMatch.Matches(candidate, happened, runName))
                {
                    await _dispatch.AnswerAsync(tx, candidate, happened);
                }
            }
            await LoneEvents.EndThoseOfDeletedAsync(tx, happened);
        }
        return events.Count;
    }
}
