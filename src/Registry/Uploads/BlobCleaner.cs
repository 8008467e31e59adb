using System.Globalization;
using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Blobs;
using Slipway.Storage.Units;

namespace Slipway.Registry.Uploads;

/// <summary>
/// Removes content that no version refers to. A row is marked first, under the lock that every publisher takes before it
/// refers to it; then the bytes go, then the row. A publisher of the same content meanwhile stores it under a new key.
/// It also removes bytes that no row of any room knows, one shard of the store a round: a crash between storing and writing the row
/// leaves such.
/// </summary>
internal sealed partial class BlobCleaner(
    Database database, IBlobStore store, IEnumerable<BlobOwner> owners, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<BlobCleaner> logger)
    : Worker(signal, Topic, TimeSpan.FromMinutes(5), time, logger)
{
    public static readonly WakeTopic Topic = new("blobs-released");

    /// <summary>Bytes younger than this may belong to an upload whose transaction is still to come.</summary>
    private static readonly TimeSpan Unknown = TimeSpan.FromHours(24);

    private const int Window = 10_000;
    private const int PerRound = 500;

    private readonly IsolatedUnits _units = isolation.For(nameof(BlobCleaner));
    private readonly IsolatedUnits _unknown = isolation.For(nameof(BlobCleaner));
    private readonly TimeProvider _time = time;
    private long _after;
    private byte _shard;

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var marked = await MarkAsync(ct);
        var removed = await RemoveAsync(ct);
        var wrapped = _after == 0;
        if (wrapped)
        {
            await SweepAsync(_shard++, ct);
        }
        if (removed > 0)
        {
            BlobsRemoved(logger, removed);
        }
        // Goes on while there is something to mark, or rows left to look at.
        return marked + removed + (wrapped ? 0 : 1);
    }

    /// <summary>Removes old bytes of a shard that no row knows. Returns how many blobs.</summary>
    public async Task<int> SweepAsync(byte shard, CancellationToken ct)
    {
        var before = _time.GetUtcNow() - Unknown;
        var removed = 0;
        await foreach (var blobs in store.ListAsync(shard, ct).Where(blob => blob.WrittenAt < before).Chunk(PerRound).WithCancellation(ct))
        {
            var keys = blobs.Select(static blob => blob.Key.Text).ToArray();
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (var owner in owners)
            {
                known.UnionWith(await database.ReadAsync(session => session.QueryAsync<string>(owner.Known, new { keys }), ct));
            }
            var resting = _unknown.Resting;
            removed += await _unknown.EachAsync([.. blobs.Where(blob => !known.Contains(blob.Key.Text) && !resting.Contains(NumberOf(blob.Key)))],
                blob => new WorkUnit(NumberOf(blob.Key), null, $"the unknown content {blob.Key.Text}"), (blob, stop) => store.DeleteAsync(blob.Key, stop), ct);
        }
        return removed;
    }

    /// <summary>Marks the unreferenced of the next rows; starts over after the last.</summary>
    private async Task<int> MarkAsync(CancellationToken ct)
    {
        var window = await database.ReadAsync(session => session.QueryAsync<long>(BlobSql.Window, new { after = _after, count = Window }), ct);
        if (window.Count == 0)
        {
            _after = 0;
            return 0;
        }
        var (after, last) = (_after, window[^1]);
        _after = window.Count < Window ? 0 : last;
        try
        {
            return await database.WriteAsync(tx => MarkAsync(tx, after, last), ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && !database.IsAway(failure))
        {
            // One of them is to blame; which, is seen when each stands alone.
        }
        var resting = _units.Resting;
        var marked = 0;
        await _units.EachAsync([.. window.Where(id => !resting.Contains(id))], static id => new WorkUnit(id, null, $"blob {id}"),
            async (id, stop) => marked += await database.WriteAsync(tx => MarkAsync(tx, id - 1, id), stop), ct);
        return marked;
    }

    private static async Task<int> MarkAsync(DatabaseTransaction tx, long after, long last)
    {
        var marked = 0;
        // The second statement looks again, with the locks held: a reference may have come in between.
        foreach (var ids in (await tx.QueryAsync<long>(BlobSql.LockCandidates, new { after, last })).Chunk(PerRound))
        {
            marked += await tx.ExecuteAsync(BlobSql.DiscardUnreferenced, new { ids });
        }
        return marked;
    }

    // Of the hash that a key begins with; two that share it would share their tries, no more.
    private static long NumberOf(BlobKey key) => long.Parse(key.Text.AsSpan(0, 15), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // Content belongs to no one team.
    private static WorkUnit NameOf(Row blob) => new(blob.Id, null, $"blob {blob.Id}");

    private async Task<int> RemoveAsync(CancellationToken ct)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync<Row>(BlobSql.Deleting, new { count = PerRound, resting = _units.Resting }), ct);
        if (rows.Count == 0)
        {
            return 0;
        }
        var gone = new List<Row>();
        await _units.EachAsync(rows, NameOf, async (row, stop) =>
        {
            await store.DeleteAsync(BlobKey.Parse(row.StorageKey), stop);
            gone.Add(row);
        }, ct);
        await _units.AnswerAsync(gone, NameOf, (tx, some) => tx.ExecuteAsync(BlobSql.Forget, new { ids = some.Select(static row => row.Id).ToArray() }), ct);
        return rows.Count;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "blobs.removed {Count}")]
    private static partial void BlobsRemoved(ILogger logger, int count);

    private sealed record Row
    {
        public required long Id { get; init; }

        public required string StorageKey { get; init; }
    }
}
