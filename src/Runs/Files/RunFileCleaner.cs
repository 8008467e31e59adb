using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Blobs;

namespace Slipway.Runs.Files;

/// <summary>Removes the bytes of files that were replaced or deleted: first the bytes, then the row that names them.</summary>
internal sealed class RunFileCleaner(
    Database database, IBlobStore store, WakeSignal signal, TimeProvider time, ILogger<RunFileCleaner> logger)
    : Worker(signal, RunTopics.FilesReleased, TimeSpan.FromMinutes(5), time, logger)
{
    private const int PerRound = 500;

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var keys = await database.ReadAsync(session => session.QueryAsync<string>(RunFileSql.Released, new { count = PerRound }), ct);
        foreach (var key in keys)
        {
            await store.DeleteAsync(BlobKey.Parse(key), ct);
        }
        return keys.Count == 0 ? 0 : await database.WriteAsync(tx => tx.ExecuteAsync(RunFileSql.Forget, new { keys }), ct);
    }
}
