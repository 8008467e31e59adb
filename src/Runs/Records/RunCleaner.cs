using Microsoft.Extensions.Logging;
using Slipway.Runs.Files;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Runs.Records;

/// <summary>
/// Removes deleted runs piece by piece, the row last: a run may hold millions of rows of metrics, and nobody's write waits for
/// more of them than one piece.
/// </summary>
internal sealed class RunCleaner(Database database, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<RunCleaner> logger)
    : Worker(signal, RunTopics.Deleted, TimeSpan.FromMinutes(5), time, logger)
{
    /// <summary>Rows of one piece; those of metrics may be large.</summary>
    public const int RowsPerPiece = 500;

    /// <summary>Bytes of a log in one piece, about.</summary>
    public const int LogBytesPerPiece = 16 << 20;

    private const int RunsPerRound = 50;

    private static readonly string[] Rows = [RecordSql.DeleteUses, RecordSql.DeleteWindows, RecordSql.DeleteCrossings, RecordSql.DeleteHistory];

    private readonly IsolatedUnits _units = isolation.For(nameof(RunCleaner));

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var hidden = await database.ReadAsync(session => session.QueryAsync<Row>(RecordSql.Hidden, new { resting = _units.Resting, count = RunsPerRound }), ct);
        var removed = 0;
        await _units.EachAsync(hidden, run => new WorkUnit(run.Id, run.TeamId, $"deleted run {run.Id} of {run.Place}"),
            async (run, stop) => removed += await RemoveAsync(new RunId(run.Id), stop) ? 1 : 0, ct);
        return removed;
    }

    protected override TimeSpan? NextLook() => _units.NextDue;

    /// <summary>False when another server removes it.</summary>
    private async Task<bool> RemoveAsync(RunId run, CancellationToken ct)
    {
        var piece = Piece.More;
        while (piece == Piece.More)
        {
            piece = await database.WriteAsync(tx => RemovePieceAsync(tx, run), ct);
        }
        return piece == Piece.Last;
    }

    private static async Task<Piece> RemovePieceAsync(DatabaseTransaction tx, RunId run)
    {
        if (await tx.ScalarAsync<long?>(RecordSql.TakeHidden, new { run }) is null)
        {
            return Piece.Elsewhere;
        }
        var left = RowsPerPiece - await RunFileRelease.SomeAsync(tx, run, RowsPerPiece);
        foreach (var sql in Rows)
        {
            left -= left > 0 ? await tx.ExecuteAsync(sql, new { run, count = left }) : 0;
        }
        if (left <= 0 || await tx.ExecuteAsync(RecordSql.DeleteLog, new { run, bytes = LogBytesPerPiece, count = RowsPerPiece }) > 0)
        {
            return Piece.More;
        }
        await tx.ExecuteAsync(RecordSql.Delete, new { run });
        return Piece.Last;
    }

    private enum Piece
    {
        More,
        Last,
        Elsewhere,
    }

    private sealed record Row
    {
        public required long Id { get; init; }

        public required long TeamId { get; init; }

        public required string Place { get; init; }
    }
}
