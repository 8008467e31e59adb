using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Collections;
using Slipway.Registry.Files;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Storage.Blobs;

namespace Slipway.Registry.Artifacts;

/// <summary>The files of committed versions. They are reached through an artifact or through a registered model.</summary>
public sealed class FileOperations(Database database, IBlobStore store)
{
    /// <summary>
    /// A page of the files in the order of their paths, with the number of the version in the collection. The page goes
    /// on after <see cref="PageRequest.Before"/>; up to <see cref="PageRequest.Fetch"/> files.
    /// </summary>
    [Operation(Permission.Read)]
    public Task<Outcome<(Membership Version, IReadOnlyList<VersionFile> Files)>> ListAsync(
        Actor actor, CollectionAddress address, string version, PageRequest page, CancellationToken ct) =>
        database.AskAsync<(Membership, IReadOnlyList<VersionFile>)>(async session =>
        {
            var found = await FindAsync(session, actor, address, version);
            return (found, await session.QueryAsync<VersionFile>(FileSql.Page, new
            {
                version = found.ArtifactVersionId,
                after = page.Before == long.MaxValue ? 0 : page.Before,
                fetch = page.Fetch,
            }));
        }, ct);

    /// <summary>One file with its bytes; <c>not_found</c> when the version has none of that path.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<OpenedFile>> OpenAsync(
        Actor actor, CollectionAddress address, string version, string path, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var found = await database.ReadAsync(async session =>
            {
                var member = await FindAsync(session, actor, address, version);
                var file = await session.FirstAsync<VersionFile>(FileSql.ByPath, new { version = member.ArtifactVersionId, path });
                return file ?? throw new RefusedException(NoFile(address, version, path));
            }, ct);
            return found.StorageKey is { } key && await store.OpenReadAsync(BlobKey.Parse(key), ct) is { } content
                ? new OpenedFile(found, content)
                : throw new RefusedException(NoFile(address, version, path));
        });

    /// <summary>A small file of a committed version, whole; null when it has none of that path or it is larger.</summary>
    /// <param name="version">The caller has checked the actor.</param>
    /// <param name="most">Bytes.</param>
    [Operation(Permission.None)]
    public async Task<byte[]?> ReadSmallAsync(DatabaseSession session, ArtifactVersionId version, string path, int most, CancellationToken ct)
    {
        var file = await session.FirstAsync<VersionFile>(FileSql.ByPath, new { version, path });
        if (file?.StorageKey is not { } key || file.Size > most)
        {
            return null;
        }
        await using var content = await store.OpenReadAsync(BlobKey.Parse(key), ct);
        if (content is null)
        {
            return null;
        }
        var bytes = new byte[file.Size];
        await content.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    private static async Task<Membership> FindAsync(
        DatabaseSession session, Actor actor, CollectionAddress address, string version) =>
        (await MembershipAccess.RequireContentAsync(session, actor, address, version)).Member;

    private static Refusal NoFile(CollectionAddress address, string version, string path) =>
        new(ErrorCodes.NotFound, $"'{address}:{version}' has no file '{path}'.");
}
