using System.Buffers;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Quotas;
using Slipway.Api;
using Slipway.Api.Files;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Storage.Blobs;

namespace Slipway.Runs.Files;

/// <summary>The files of a run. They may change, unlike those of artifacts; a reader of the old bytes reads on.</summary>
public sealed class RunFileOperations(Database database, IBlobStore store, TeamStorage storage)
{
    /// <summary>Bytes of one file.</summary>
    public const long MaxBytes = 1L << 30;

    private const int BufferBytes = 256 << 10;

    /// <summary>Newest first; up to <see cref="PageRequest.Fetch"/> of them.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<RunFile>>> ListAsync(Actor actor, RunAddress address, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<RunFile>>(async session =>
        {
            var found = await RunLookup.RequireAsync(session, actor, address, Permission.Read);
            return await session.QueryAsync<RunFile>(RunFileSql.Page,
                new { run = found.Id, before = page.Before, fetch = page.Fetch });
        }, ct);

    /// <summary>One file with its bytes, or <c>not_found</c>.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<OpenedRunFile>> OpenAsync(Actor actor, RunAddress address, string path, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var found = await database.ReadAsync(async session =>
            {
                var run = await RunLookup.RequireAsync(session, actor, address, Permission.Read);
                return await session.FirstAsync<RunFile>(RunFileSql.Find, new { run = run.Id, path }) ?? throw new RefusedException(NoFile(address, path));
            }, ct);
            return await store.OpenReadAsync(BlobKey.Parse(found.StorageKey), ct) is { } content
                ? new OpenedRunFile(found, content)
                : throw new RefusedException(NoFile(address, path));
        });

    /// <summary>
    /// Stores a file, in place of one of the same path, whether the run has ended or not: the last files follow its end.
    /// <c>path_invalid</c>; <c>too_large</c> beyond <see cref="MaxBytes"/>; <c>quota_exceeded</c>.
    /// </summary>
    /// <param name="length">Bytes that are announced; null when nobody says.</param>
    [Operation(Permission.Publish)]
    public Task<Outcome<StoredRunFile>> PutAsync(Actor actor, RunAddress address, string path, Stream content, long? length, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            // Asked before the bytes flow, and again when they are here.
            var allowed = await database.ReadAsync(session => RunLookup.RequireAsync(session, actor, address, Permission.Publish), ct);
            if (FilePath.Problem(path) is { } problem)
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.PathInvalid, "path", $"The path {problem}."));
            }
            using var hold = await storage.HoldAsync(allowed.TeamId, length ?? 0, ct);
            var (key, size, hashes) = await ReceiveAsync(content, hold, ct);
            var stored = await database.ChangeAsync(async tx =>
            {
                var run = await RunLookup.RequireLockedAsync(tx, actor, address, Permission.Publish);
                var isNew = await tx.FirstAsync<RunFile>(RunFileSql.Find, new { run = run.Id, path }) is null;
                await RunFileRelease.OneAsync(tx, run.Id, path);
                var file = await tx.FirstAsync<RunFile>(RunFileSql.Put,
                    new { run = run.Id, path, size, sha256 = hashes.Sha256, md5 = hashes.Md5, key = key.Text });
                return new StoredRunFile(file!, isNew);
            }, CancellationToken.None);
            if (stored.Refusal is null)
            {
                hold.Stored(size);
            }
            else
            {
                await store.DeleteAsync(key, CancellationToken.None);
            }
            return stored.Value;
        });

    /// <summary>Deletes a file, or <c>not_found</c>.</summary>
    [Operation(Permission.Curate)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, RunAddress address, string path, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var run = await RunLookup.RequireLockedAsync(tx, actor, address, Permission.Curate);
            await RunFileRelease.OneAsync(tx, run.Id, path);
            return await tx.ExecuteAsync(RunFileSql.Delete, new { run = run.Id, path }) == 1 ? Unit.Value : throw new RefusedException(NoFile(address, path));
        }, ct);

    /// <summary>
    /// Stages the bytes and puts them in their place. A crash before the row is written leaves bytes that no row knows,
    /// which the store's sweep removes.
    /// </summary>
    private async Task<(BlobKey Key, long Size, ContentHashes Hashes)> ReceiveAsync(Stream content, StorageHold hold, CancellationToken ct)
    {
        await using var staged = (await store.StageAsync(new StagingKey($"run-{Guid.NewGuid():n}"), ct))!;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var isStored = false;
        try
        {
            using var hasher = new ContentHasher();
            int count;
            while ((count = await content.ReadAsync(buffer.AsMemory(0, BufferBytes), ct)) > 0)
            {
                if (staged.Length + count > MaxBytes)
                {
                    throw new RefusedException(new Refusal(ErrorCodes.TooLarge, $"A file of a run has at most {MaxBytes} bytes. Publish larger ones as an artifact."));
                }
                // One that comes in chunks says nothing beforehand, so its bytes are taken as they come.
                Refuse.If(await hold.TakeAsync(staged.Length + count - hold.Bytes, ct));
                await hasher.AppendAsync(buffer.AsMemory(0, count));
                await staged.AppendAsync(buffer.AsMemory(0, count), ct);
            }
            var hashes = hasher.Finish();
            var (key, size) = (BlobKey.New(hashes.Sha256), staged.Length);
            await staged.CompleteAsync(key, durable: true, ct);
            isStored = true;
            return (key, size, hashes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (!isStored)
            {
                await staged.DiscardAsync(CancellationToken.None);
            }
        }
    }

    private static Refusal NoFile(RunAddress address, string path) => new(ErrorCodes.NotFound, $"The run '{address}' has no file '{path}'.");
}
