using Microsoft.Extensions.Logging;
using Slipway.Registry.Files;
using Slipway.Storage;
using Slipway.Storage.Blobs;
using Slipway.Storage.Units;

namespace Slipway.Registry.Uploads;

/// <summary>
/// Gives up versions whose publisher did not come back for a day, releases the files of deleted versions piece by
/// piece, and removes staged bytes that nobody wrote to for a day.
/// </summary>
internal sealed class UploadCleaner(
    Database database, IBlobStore store, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<UploadCleaner> logger)
    : Worker(signal, Topic, TimeSpan.FromMinutes(5), time, logger)
{
    public static readonly WakeTopic Topic = new("versions-deleted");

    /// <summary>How long an unfinished publish is kept, from the last time its publisher asked for upload URLs.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(24);

    private const int VersionsPerRound = 50;

    private readonly IsolatedUnits _abandoned = isolation.For(nameof(UploadCleaner));
    private readonly IsolatedUnits _deleted = isolation.For(nameof(UploadCleaner));
    private readonly TimeProvider _time = time;

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var age = InstantText.ToMicroseconds(GivenUpAfter);
        var abandoned = await database.ReadAsync(session => session.QueryAsync<Row>(UploadSql.Abandoned,
            new { age, resting = _abandoned.Resting, count = VersionsPerRound }), ct);
        await _abandoned.AnswerAsync(abandoned, NameOf,
            (tx, some) => tx.ExecuteAsync(UploadSql.GiveUp, new { ids = some.Select(version => version.Id).ToArray(), age }), ct);
        var deleted = await database.ReadAsync(session => session.QueryAsync<Row>(UploadSql.Deleted,
            new { resting = _deleted.Resting, count = VersionsPerRound }), ct);
        await _deleted.EachAsync(deleted, NameOf, (version, stop) => ReleaseAsync(version.Id, stop), ct);
        // Last: a store that fails keeps none of these from going.
        await store.DiscardStagedAsync(_time.GetUtcNow() - GivenUpAfter, ct);
        return abandoned.Count + deleted.Count;
    }

    private static WorkUnit NameOf(Row version) => new(version.Id, version.TeamId, $"artifact version {version.Id}");

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

    private sealed record Row
    {
        public required long Id { get; init; }

        public required long TeamId { get; init; }
    }
}
