using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Collections;
using Slipway.Registry.Files;
using Slipway.Registry.Memberships;
using Slipway.Registry.Uploads;
using Slipway.Registry.Versions;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Runs.Artifacts;
using Slipway.Storage;

namespace Slipway.Registry.Artifacts;

/// <summary>The second half of a publish: what was announced and uploaded becomes a version, whole or not at all.</summary>
public sealed class CommitOperations
{
    private const int MissingShown = 20;

    private readonly Database _database;
    private readonly MembershipOperations _memberships;
    private readonly BlobDurability _durability;

    internal CommitOperations(Database database, MembershipOperations memberships, BlobDurability durability)
    {
        _database = database;
        _memberships = memberships;
        _durability = durability;
    }

    /// <summary>
    /// Commits: the content is synced to disk first, then one transaction gives the number, sets the aliases and appends
    /// the events. Repeating it answers the same version. <c>upload_missing</c> names the first files that are;
    /// <c>not_found</c> for a pending version of somebody else.
    /// </summary>
    /// <param name="address">The artifact, as the version was announced.</param>
    [Operation(Permission.Publish)]
    public Task<Outcome<Membership>> CommitAsync(Actor actor, CollectionAddress address, ArtifactVersionId id, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var found = await _database.ReadAsync(session => FindAsync(session, actor, address, id), ct);
            string? digestMd5 = null;
            if (found.State == ArtifactVersionState.Pending)
            {
                await _durability.EnsureAsync(id, ct);
                Refuse.If(await MissingAsync(id, ct));
                digestMd5 = await DigestAsync(id, ct);
            }
            return await _database.WriteAsync(async tx =>
            {
                // The artifact before the version, as everybody takes them. Who might, may perhaps not any more.
                var locked = await CollectionLookup.RequireLockedAsync(tx, actor, address with { Kind = CollectionKind.Artifact }, Permission.Publish);
                return locked.Id == found.CollectionId
                    ? await CommitAsync(tx, actor, address, locked, id, digestMd5)
                    : throw new RefusedException(NotAnnounced(address));
            }, ct);
        });

    private static async Task<ArtifactVersion> FindAsync(
        DatabaseSession session, Actor actor, CollectionAddress address, ArtifactVersionId id)
    {
        var collection = await CollectionLookup.RequireAsync(session, actor, address with { Kind = CollectionKind.Artifact }, Permission.Publish);
        var version = await VersionLookup.FindByIdAsync(session, id);
        return version is null || version.CollectionId != collection.Id || version.State == ArtifactVersionState.Deleted
            || (version.State == ArtifactVersionState.Pending && version.CreatedBy != actor.Name)
            ? throw new RefusedException(NotAnnounced(address))
            : version;
    }

    private async Task<Membership> CommitAsync(
        DatabaseTransaction tx, Actor actor, CollectionAddress address, Collection collection, ArtifactVersionId id, string? digestMd5)
    {
        var locked = await tx.FirstAsync<LockedVersion>(ArtifactSql.LockPending, new { version = id });
        if (locked is null || locked.State == ArtifactVersionState.Deleted)
        {
            throw new RefusedException(NotAnnounced(address));
        }
        if (locked.State == ArtifactVersionState.Committed)
        {
            return await MembershipLookup.FindAsync(tx, locked.CollectionId, id) ?? throw new RefusedException(NotAnnounced(address));
        }
        if (!locked.Listed || digestMd5 is null || await tx.ScalarAsync<long>(ArtifactSql.NotReady, new { version = id }) > 0)
        {
            throw new RefusedException(new Refusal(ErrorCodes.Conflict, "The version changed while it was being committed. Commit it again."));
        }
        await tx.ExecuteAsync(ArtifactSql.Commit, new { version = id, digestMd5 });
        var added = await _memberships.AddAsync(tx, actor, collection, id, Draft.ReadAliases(locked.Aliases));
        if (locked.RunId is { } run)
        {
            await RunArtifacts.AddOutputAsync(tx, new RunId(run), id.Value);
        }
        AuditTrail.Append(tx, actor, collection.AuditedTeam, "version.committed", $"{collection.Path}:{added.Version}");
        return added;
    }

    private async Task<Refusal?> MissingAsync(ArtifactVersionId id, CancellationToken ct)
    {
        var missing = await FileRows.MissingAsync(_database, id, MissingShown, ct);
        if (missing.Count == 0)
        {
            return null;
        }
        var count = await _database.ReadAsync(session => session.ScalarAsync<long>(FileSql.AnyMissing, new { version = id }), ct);
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["files"] = [.. missing.Select(file => $"'{file.Path}' was not uploaded.")],
        };
        return new Refusal(ErrorCodes.UploadMissing,
            $"{count} of the files were not uploaded yet, the first of them '{missing[0].Path}'. Announce the version again for fresh upload URLs.",
            errors, new Dictionary<string, object?> { ["missing"] = count });
    }

    private async Task<string> DigestAsync(ArtifactVersionId id, CancellationToken ct)
    {
        var files = await FileRows.AllAsync(_database, id, ct);
        return ManifestDigest.AsWandb(files.OrderBy(static file => file.Path, CodePointOrder.Instance)
            .Select(static file => (file.Path, file.Md5 ?? "")));
    }

    private static Refusal NotAnnounced(CollectionAddress address) =>
        new(ErrorCodes.NotFound, $"No such version of '{address}' was announced by you, or it was given up after a day. Announce it again.");

    private sealed record LockedVersion
    {
        public required ArtifactVersionState State { get; init; }

        public required bool Listed { get; init; }

        public required string Aliases { get; init; }

        public required CollectionId CollectionId { get; init; }

        public long? RunId { get; init; }
    }
}
