using System.Collections.Concurrent;

namespace Slipway.Storage.Units;

/// <summary>
/// The units of one worker, answered so that one that fails fails alone. What is remembered of failures lives as long as
/// the process: after a start a unit that was set aside is tried anew.
/// </summary>
public sealed class IsolatedUnits
{
    /// <summary>How long a unit that was set aside rests before it is tried once more.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<long, Failed> _failed = new();
    private readonly Database _database;
    private readonly UnitIsolation _isolation;
    private readonly string _worker;
    private readonly TimeProvider _time;

    internal IsolatedUnits(Database database, UnitIsolation isolation, string worker, TimeProvider time)
    {
        _database = database;
        _isolation = isolation;
        _worker = worker;
        _time = time;
    }

    /// <summary>The units to pass over now, so that what stands behind them is found.</summary>
    public IReadOnlyList<long> Resting
    {
        get
        {
            var now = _time.GetTimestamp();
            return [.. _failed.Where(failed => failed.Value.RestsUntil > now).Select(failed => failed.Key)];
        }
    }

    /// <summary>Units of which a failure is remembered.</summary>
    internal int Remembered => _failed.Count;

    /// <summary>When the next resting unit is due; null when none rests.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            var now = _time.GetTimestamp();
            var next = _failed.Values.Where(failed => failed.RestsUntil > now).Select(failed => (long?)failed.RestsUntil).Min();
            return next is { } due ? _time.GetElapsedTime(now, due) : null;
        }
    }

    /// <summary>
    /// Answers all units in one transaction; when that fails, each in a transaction of its own. Returns how many were
    /// answered. Throws when the database is away or the work was cancelled.
    /// </summary>
    /// <param name="answer">Is run again, with the same unit, after a failure: it has no effect but through the transaction.</param>
    public async Task<int> AnswerAsync<T>(
        IReadOnlyList<T> units, Func<T, WorkUnit> nameOf, Func<DatabaseTransaction, IReadOnlyList<T>, Task> answer, CancellationToken ct)
    {
        if (units.Count == 0)
        {
            return 0;
        }
        if (units.Count > 1)
        {
            try
            {
                await _database.WriteAsync(tx => answer(tx, units), ct);
                units.ToList().ForEach(unit => _failed.TryRemove(nameOf(unit).Id, out _));
                return units.Count;
            }
            catch (Exception failure) when (!ct.IsCancellationRequested && !_database.IsAway(failure))
            {
                // One of them is to blame; which, is seen when they stand alone.
            }
        }
        return await EachAsync(units, nameOf, (unit, stop) => _database.WriteAsync(tx => answer(tx, [unit]), stop), ct);
    }

    /// <summary>Answers each unit by itself. Returns how many were answered. Throws as <see cref="AnswerAsync"/> does.</summary>
    /// <param name="giveUp">Ends what a unit was for, when it is set aside; null where ending it is what fails.</param>
    public async Task<int> EachAsync<T>(
        IReadOnlyList<T> units, Func<T, WorkUnit> nameOf, Func<T, CancellationToken, Task> answer, CancellationToken ct,
        Func<DatabaseTransaction, T, UnitFailure, Task>? giveUp = null)
    {
        var answered = 0;
        foreach (var unit in units)
        {
            var name = nameOf(unit);
            try
            {
                await answer(unit, ct);
                _failed.TryRemove(name.Id, out _);
                answered++;
            }
            catch (Exception failure)
            {
                if (!await _isolation.IsToBlameAsync(failure, ct))
                {
                    throw;
                }
                await NoteAsync(name, failure, giveUp is null ? null : (tx, noted) => giveUp(tx, unit, noted), ct);
            }
        }
        return answered;
    }

    private async Task NoteAsync(WorkUnit unit, Exception failure, Func<DatabaseTransaction, UnitFailure, Task>? giveUp, CancellationToken ct)
    {
        var tries = (_failed.TryGetValue(unit.Id, out var before) ? before.Tries : 0) + 1;
        var noted = _isolation.Note(_worker, unit, tries, failure);
        var pause = UnitTries.PauseAfter(tries);
        ForgetGone();
        _failed[unit.Id] = new Failed(tries, _time.GetTimestamp() + (long)((pause ?? Rest).TotalSeconds * _time.TimestampFrequency));
        if (tries != UnitTries.Most)
        {
            return;
        }
        try
        {
            await _database.WriteAsync(async tx =>
            {
                if (giveUp is not null)
                {
                    await giveUp(tx, noted);
                }
                await _isolation.SetAsideAsync(tx, noted);
            }, ct);
        }
        catch (Exception again) when (!ct.IsCancellationRequested && !_database.IsAway(again))
        {
            _isolation.Note(_worker, unit, tries, again);
            _isolation.SetAsideUntold(noted);
        }
    }

    // What nobody tried again for as long was ended by somebody else, such as with its team.
    private void ForgetGone()
    {
        var before = _time.GetTimestamp() - (long)(Rest.TotalSeconds * _time.TimestampFrequency);
        foreach (var gone in _failed.Where(failed => failed.Value.RestsUntil < before))
        {
            _failed.TryRemove(gone);
        }
    }

    private readonly record struct Failed(int Tries, long RestsUntil);
}
