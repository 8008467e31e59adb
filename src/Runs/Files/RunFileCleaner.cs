using System.Globalization;
using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Blobs;
using Slipway.Storage.Units;

namespace Slipway.Runs.Files;

/// <summary>Removes the bytes of files that were replaced or deleted: first the bytes, then the row that names them.</summary>
internal sealed class RunFileCleaner(
    Database database, IBlobStore store, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<RunFileCleaner> logger)
    : Worker(signal, RunTopics.FilesReleased, TimeSpan.FromMinutes(5), time, logger)
{
    private const int PerRound = 500;

    private readonly IsolatedUnits _units = isolation.For(nameof(RunFileCleaner));
    private string _after = "";
    private bool _hasRemoved;

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        // In their order, round by round: what cannot be removed is passed, and met again in the next turn.
        var keys = await database.ReadAsync(session => session.QueryAsync<string>(RunFileSql.Released, new { after = _after, count = PerRound }), ct);
        _hasRemoved &= _after.Length > 0;
        _after = keys.Count == PerRound ? keys[^1] : "";
        var resting = _units.Resting;
        var gone = new List<string>();
        await _units.EachAsync([.. keys.Where(key => !resting.Contains(NumberOf(key)))], NameOf, async (key, stop) =>
        {
            await store.DeleteAsync(BlobKey.Parse(key), stop);
            gone.Add(key);
        }, ct);
        await _units.AnswerAsync(gone, NameOf, (tx, some) => tx.ExecuteAsync(RunFileSql.Forget, new { keys = some }), ct);
        _hasRemoved |= gone.Count > 0;
        // A turn in which nothing could be removed is followed by a pause, however many rounds it took.
        return _after.Length > 0 || _hasRemoved ? Math.Max(1, gone.Count) : 0;
    }

    protected override TimeSpan? NextLook() => _units.NextDue;

    private static WorkUnit NameOf(string key) => new(NumberOf(key), null, $"run file {key}");

    // Of the hash that a key begins with; two that share it would share their tries, no more.
    private static long NumberOf(string key) =>
        long.TryParse(key.AsSpan(0, Math.Min(15, key.Length)), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
