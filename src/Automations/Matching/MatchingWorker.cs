using Microsoft.Extensions.Logging;
using Slipway.Automations.Actions;
using Slipway.Events;
using Slipway.Storage;
using EventId = Slipway.Events.EventId;

namespace Slipway.Automations.Matching;

/// <summary>
/// Answers events: takes pending ones, matches them, and writes each execution with its delivery or item, all in one
/// transaction. A crash anywhere leaves the events pending, to be taken again. When something unexpected stops the batch,
/// the events at which it happened are answered by themselves (ADR 0011), so that the one to blame keeps no other waiting.
/// </summary>
public sealed class MatchingWorker : Worker
{
    /// <summary>The name under which events wait for this room.</summary>
    public const string Consumer = "automations";

    private const int MostInBatch = 64;
    private const int RetriesInRound = 8;
    private static readonly TimeSpan LookForRetries = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly ActionDispatch _dispatch;
    private readonly LoneEvents _alone;
    private readonly TimeProvider _time;
    private int _batchSize = MostInBatch;
    private long _lookedForRetries;
    private bool _looksAgain;

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
        var size = _batchSize;
        var answered = await AnswerBatchAsync(size, ct);
        _looksAgain = answered >= size;
        // What failed before stands behind what did not, but not for ever.
        if (answered < size || _time.GetElapsedTime(_lookedForRetries) > LookForRetries)
        {
            _lookedForRetries = _time.GetTimestamp();
            var retried = await _database.ReadAsync(session => EventLog.RetriedAsync(session, Consumer, RetriesInRound), ct);
            foreach (var id in retried)
            {
                await _alone.AnswerAsync(id, ct);
            }
            _looksAgain |= retried.Count == RetriesInRound;
        }
        return answered;
    }

    /// <inheritdoc/>
    protected override bool LooksAgain(int did) => _looksAgain;

    /// <summary>Answers at most so many. Returns how many, or so many when it has to look again at once.</summary>
    private async Task<int> AnswerBatchAsync(int size, CancellationToken ct)
    {
        var place = new Place();
        try
        {
            var answered = await _database.WriteAsync(tx => AnswerAllAsync(tx, size, place), ct);
            _batchSize = Math.Min(MostInBatch, size * 2);
            return answered;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && !_database.IsAway(failure))
        {
            if (place.Events.Count == 0)
            {
                throw;
            }
            // What is deferred runs with the next statement, which may be the next event's. Where neither is to blame, or
            // only the commit failed, a smaller batch comes closer to the one that is.
            EventId[] suspects = place.Events.Count <= 1 ? [.. place.Events] : [.. place.Events.Skip(place.At - 1).Take(2)];
            foreach (var id in suspects)
            {
                await _alone.AnswerAsync(id, ct);
            }
            _batchSize = Math.Max(1, size / 2);
            return size;
        }
    }

    private async Task<int> AnswerAllAsync(DatabaseTransaction tx, int size, Place place)
    {
        var events = await EventLog.TakeAsync(tx, Consumer, size);
        place.Events = [.. events.Select(happened => happened.Id)];
        if (events.Count == 0)
        {
            return 0;
        }
        var candidates = await Candidates.FindAsync(tx, events);
        for (place.At = 0; place.At < events.Count; place.At++)
        {
            var happened = events[place.At];
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

    /// <summary>How far a batch has come; of the last try, where the database runs it again.</summary>
    private sealed class Place
    {
        public IReadOnlyList<EventId> Events { get; set; } = [];

        public int At { get; set; }
    }
}
