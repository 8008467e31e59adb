using Microsoft.Extensions.Logging;
using Slipway.Automations.Actions;
using Slipway.Events;
using Slipway.Storage;
using EventId = Slipway.Events.EventId;

namespace Slipway.Automations.Matching;

/// <summary>
/// Answers events: matches pending ones and renders what is to be sent or launched, then takes them and writes each execution
/// with its delivery or item, all in one transaction. A crash anywhere leaves the events pending, to be taken again. When something unexpected stops the batch,
/// the events at which it happened are answered by themselves (ADR 0011), so that the one to blame keeps no other waiting.
/// </summary>
public sealed class MatchingWorker : Worker
{
    /// <summary>The name under which events wait for this room.</summary>
    public const string Consumer = "automations";

    private const int MostInBatch = 64;
    private const int RetriesInRound = 8;

    // A delivery is written while its webhook is held, and who changes the webhook waits for the whole batch.
    private const int MostAnswers = 64;

    // Characters of payloads and configs that are held until they are written.
    private const long MostHeld = 16 << 20;
    private static readonly TimeSpan LookForRetries = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly VersionReader _reader;
    private readonly ActionDispatch _dispatch;
    private readonly LoneEvents _alone;
    private readonly TimeProvider _time;
    private int _batchSize = MostInBatch;
    private long _lookedForRetries;
    private bool _looksAgain;

    internal MatchingWorker(
        Database database, VersionReader reader, ActionDispatch dispatch, LoneEvents alone, WakeSignal signal, TimeProvider time, ILogger<MatchingWorker> logger)
        : base(signal, EventLog.Appended, TimeSpan.FromSeconds(2), time, logger)
    {
        _database = database;
        _reader = reader;
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
        Batch batch;
        try
        {
            batch = await AnswerBatchAsync(size, place, ct);
            _batchSize = Math.Min(MostInBatch, size * 2);
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
        if (batch.TooLarge is { } large)
        {
            // One automation after the other, so that one answer at a time is held.
            await _alone.AnswerAsync(large, ct);
        }
        return batch.IsCut ? size : batch.Events.Count;
    }

    /// <summary>
    /// What takes long comes before the first write. On the embedded database that is before the transaction, in which every
    /// other writer would wait. On the shared one it is the transaction that keeps other servers from the same events, and
    /// until it writes it holds nothing else for which anybody waits.
    /// </summary>
    private async Task<Batch> AnswerBatchAsync(int size, Place place, CancellationToken ct)
    {
        if (_database.IsShared)
        {
            return await _database.WriteAsync(async tx => await AnswerAllAsync(tx, await PrepareAsync(tx, size, place, ct), place), ct);
        }
        var ready = await _database.ReadAsync(session => PrepareAsync(session, size, place, ct), ct);
        return ready.Events.Count == 0 ? ready : await _database.WriteAsync(tx => AnswerAllAsync(tx, ready, place), ct);
    }

    private async Task<Batch> PrepareAsync(DatabaseSession session, int size, Place place, CancellationToken ct)
    {
        var events = await EventLog.PendingAsync(session, Consumer, size);
        place.Events = [.. events.Select(happened => happened.Id)];
        place.At = 0;
        var ready = new List<ReadyEvent>();
        var made = 0;
        var versions = await _reader.FindAsync(session, events);
        for (var held = 0L; place.At < events.Count; place.At++)
        {
            var happened = events[place.At];
            var runName = await VersionReader.RunNameAsync(session, versions, happened);
            var answers = new List<ReadyAnswer>();
            foreach (var version in versions)
            {
                if (!EventMatch.Matches(version, happened, runName))
                {
                    continue;
                }
                answers.Add(await _dispatch.PrepareAsync(session, version, happened, ct));
                held += answers[^1].Size;
                if (held > MostHeld)
                {
                    return new Batch(ready) { IsCut = true, TooLarge = ready.Count == 0 ? happened.Id : null };
                }
            }
            ready.Add(new ReadyEvent(happened, answers));
            made += answers.Count;
            if (made >= MostAnswers && place.At + 1 < events.Count)
            {
                return new Batch(ready) { IsCut = true };
            }
        }
        return new Batch(ready);
    }

    private async Task<Batch> AnswerAllAsync(DatabaseTransaction tx, Batch batch, Place place)
    {
        place.At = 0;
        var taken = await EventLog.TakeAsync(tx, Consumer, [.. batch.Events.Select(ready => ready.Happened.Id)]);
        for (; place.At < batch.Events.Count; place.At++)
        {
            var (happened, answers) = batch.Events[place.At];
            if (!taken.Contains(happened.Id))
            {
                continue;
            }
            foreach (var answer in answers)
            {
                await _dispatch.AnswerAsync(tx, answer);
            }
            await LoneEvents.EndThoseOfDeletedAsync(tx, happened);
        }
        return batch;
    }

    private sealed record ReadyEvent(LoggedEvent Happened, IReadOnlyList<ReadyAnswer> Answers);

    /// <summary>Events with their answers, oldest first.</summary>
    private sealed record Batch(IReadOnlyList<ReadyEvent> Events)
    {
        /// <summary>Whether more were pending than are answered at once.</summary>
        public bool IsCut { get; init; }

        /// <summary>The first one, when its answers alone are too much to be held; null else.</summary>
        public EventId? TooLarge { get; init; }
    }

    /// <summary>How far a batch has come; of the last try, where the database runs it again.</summary>
    private sealed class Place
    {
        public IReadOnlyList<EventId> Events { get; set; } = [];

        public int At { get; set; }
    }
}
