using Slipway.Registry.Collections;
using Slipway.Registry.Files;
using Slipway.Storage;
using Slipway.Storage.Blobs;

namespace Slipway.Registry.Uploads;

/// <summary>Makes the content of a version survive a power failure, before the version is committed.</summary>
internal sealed class BlobDurability(Database database, IBlobStore store)
{
    private const int PerRound = 10_000;

    /// <summary>
    /// Syncs what is not synced yet. Content that an earlier power failure broke is taken back: its files count as
    /// missing again.
    /// </summary>
    public async Task EnsureAsync(ArtifactVersionId version, CancellationToken ct)
    {
        long after = 0;
        while (true)
        {
            var rows = await database.ReadAsync(session => session.QueryAsync<Row>(BlobSql.NotDurable,
                new { version, after, fetch = PerRound }), ct);
            if (rows.Count == 0)
            {
                return;
            }
            after = rows[^1].FileId;
            var broken = (await store.SyncAsync([.. rows.Select(static row => (BlobKey.Parse(row.StorageKey), row.Size))], ct))
                .Select(static key => key.Text).ToHashSet(StringComparer.Ordinal);
            var whole = rows.Where(row => !broken.Contains(row.StorageKey)).Select(static row => row.Id);
            foreach (var ids in whole.Chunk(FileRows.PerTransaction))
            {
                await database.WriteAsync(tx => tx.ExecuteAsync(BlobSql.NowDurable, new { ids }), ct);
            }
            foreach (var ids in rows.Where(row => broken.Contains(row.StorageKey)).Select(static row => row.Id).Chunk(FileRows.PerTransaction))
            {
                await database.WriteAsync(async tx =>
                {
                    // In this order: the first takes the locks, so that no reference comes in before the second.
                    await tx.ExecuteAsync(BlobSql.Discard, new { ids });
                    await tx.ExecuteAsync(BlobSql.Unrefer, new { ids });
                }, ct);
            }
        }
    }

    private sealed record Row
    {
        public required long FileId { get; init; }

        public required long Id { get; init; }

        public required string StorageKey { get; init; }

        public required long Size { get; init; }
    }
}
