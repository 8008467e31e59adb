using Microsoft.Extensions.Logging;
using Slipway.Registry.Files;
using Slipway.Storage;
using Slipway.Storage.Blobs;

namespace Slipway.Registry.Uploads;

/// <summary>
/// Gives up versions whose publisher did not come back for a day, releases the files of deleted versions piece by
/// piece, and removes staged bytes that nobody wrote to for a day.
/// </summary>
internal sealed class UploadCleaner(
    Database database, IBlobStore store, WakeSignal signal, TimeProvider time, ILogger<UploadCleaner> logger)
    : Worker(signal, Topic, TimeSpan.FromMinutes(5), time, logger)
{
    public static readonly WakeTopic Topic = new("versions-deleted");

    /// <summary>How long an unfinished publish is kept, from the last time its publisher asked for upload URLs.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(24);

    private const int VersionsPerRound = 50;

    private readonly TimeProvider _time = time;

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await database.WriteAsync(tx => tx.ExecuteAsync(UploadSql.GiveUp, new { age = InstantText.ToMicroseconds(GivenUpAfter) }), ct);
        await store.DiscardStagedAsync(_time.GetUtcNow() - GivenUpAfter, ct);
        var versions = await database.ReadAsync(session => session.QueryAsync<long>(UploadSql.Deleted, new { count = VersionsPerRound }), ct);
        foreach (var version in versions)
        {
            await ReleaseAsync(version, ct);
        }
        return versions.Count;
    }

    /// <summary>Deletes the file rows, a piece in a transaction, then the version. A crash in between goes on later.</summary>
    private async Task ReleaseAsync(long version, CancellationToken ct)
    {
        var released = FileRows.PerTransaction;
        while (released == FileRows.PerTransaction)
        {
            released = await database.WriteAsync(async tx =>
            {
                var count = await tx.ExecuteAsync(FileSql.DeleteSome, new { version, count = FileRows.PerTransaction });
                if (count < FileRows.PerTransaction)
                {
                    await tx.ExecuteAsync(UploadSql.Forget, new { version });
                    tx.Wake(BlobCleaner.Topic);
                }
                return count;
            }, ct);
        }
    }
}
