using Microsoft.Extensions.Logging;
using Slipway.Storage.Units;

namespace Slipway.Storage;

/// <summary>Forgets the rows of a table a day after they expired, a few at a time, so that nobody waits long for the writer.</summary>
/// <param name="table">Has the columns <c>id</c>, <c>team_id</c> and <c>expires_at</c>.</param>
/// <param name="what">What one row is, for people.</param>
public abstract class ExpiredCleaner(
    Database database, string table, string what, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger logger)
    : Worker(signal, new WakeTopic("expired-" + table), TimeSpan.FromHours(1), time, logger)
{
    private const int BatchSize = 1_000;
    private static readonly TimeSpan Keep = TimeSpan.FromDays(1);

    private readonly string _find = ExpiredCleanerSql.Find(table);
    private readonly string _delete = ExpiredCleanerSql.Delete(table);
    private IsolatedUnits? _units;

    /// <summary>Forgets one batch. Returns how many rows went.</summary>
    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        // By the name of the worker that it is.
        _units ??= isolation.For(GetType().Name);
        var expired = await database.ReadAsync(session => session.QueryAsync<ExpiredRow>(_find,
            new { keep = InstantText.ToMicroseconds(Keep), resting = _units.Resting, count = BatchSize }), ct);
        return await _units.AnswerAsync(expired, row => new WorkUnit(row.Id, row.TeamId, $"{what} {row.Id}"),
            (tx, some) => tx.ExecuteAsync(_delete, new { ids = some.Select(row => row.Id).ToArray() }), ct);
    }

    private sealed record ExpiredRow
    {
        public required long Id { get; init; }

        public required long TeamId { get; init; }
    }
}
