using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Collections;
using Slipway.Registry.Links;
using Slipway.Registry.Memberships;
using Slipway.Registry.Uploads;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Artifacts;

/// <summary>Committed versions: shown, listed, deleted.</summary>
public sealed class VersionOperations(Database database, MembershipOperations memberships, LinkOperations linking)
{
    /// <summary>One version; <c>not_found</c> with what there is instead.</summary>
    /// <param name="version"><c>v3</c>, <c>latest</c> or an alias.</param>
    [Operation(Permission.Read)]
    public Task<Outcome<VersionDetail>> GetAsync(Actor actor, CollectionAddress address, string version, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var found = (await memberships.GetAsync(actor, address, version, ct)).Value;
            return (await ShowAsync(actor, [found], ct))[0];
        });

    /// <summary>The versions of an artifact, newest first; up to <see cref="PageRequest.Fetch"/> of them.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<VersionDetail>>> ListAsync(
        Actor actor, CollectionAddress address, PageRequest page, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var found = (await memberships.ListAsync(actor, address, page, ct)).Value;
            return await ShowAsync(actor, found, ct);
        });

    /// <summary>
    /// Deletes a version; its number is never given again, its files go when nothing else holds them. While it is linked
    /// it answers <c>version_in_use</c>; with <paramref name="force"/> it is unlinked first, each link with its events,
    /// but in its own team never past a protected alias for those who may not move it.
    /// </summary>
    [Operation(Permission.Curate)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, CollectionAddress address, string version, bool force, CancellationToken ct) =>
        database.ChangeAsync(tx => DeleteAsync(tx, actor, address with { Kind = CollectionKind.Artifact }, version, force), ct);

    private async Task<Unit> DeleteAsync(
        DatabaseTransaction tx, Actor actor, CollectionAddress address, string version, bool force)
    {
        var locked = await CollectionLookup.RequireLockedAsync(tx, actor, address, Permission.Curate);
        var found = await MembershipLookup.RequireAsync(tx, locked, version);
        return await DeleteAsync(tx, actor, locked, found, force);
    }

    /// <summary>Deletes a version of a collection that is locked and may be changed.</summary>
    internal async Task<Unit> DeleteAsync(DatabaseTransaction tx, Actor actor, Collection collection, Membership member, bool force)
    {
        // First: whoever links it now waits for this row, or has linked it before the next statement looks.
        await tx.ExecuteAsync(ArtifactSql.Delete, new { version = member.ArtifactVersionId });
        var links = await MembershipOperations.LinksOfAsync(tx, member.ArtifactVersionId);
        if (links.Count > 0 && !force)
        {
            throw new RefusedException(InUse(actor, collection, member, links));
        }
        foreach (var link in links)
        {
            await linking.UnlinkAsync(tx, actor, link, collection.TeamId);
        }
        await memberships.RemoveAsync(tx, actor, collection, member);
        AuditTrail.Append(tx, actor, collection.AuditedTeam, "version.deleted", $"{collection.Path}:{member.Version}");
        tx.Wake(UploadCleaner.Topic);
        return Unit.Value;
    }

    private async Task<IReadOnlyList<VersionDetail>> ShowAsync(Actor actor, IReadOnlyList<MemberVersion> versions, CancellationToken ct)
    {
        var links = (await database.ReadAsync(
                session => MembershipOperations.LinksOfAsync(session, [.. versions.Select(version => version.Source.Id)]), ct))
            .Where(link => actor.Sees(link.TeamId)).ToLookup(link => link.ArtifactVersionId);
        return [.. versions.Select(version => new VersionDetail(version, [.. links[version.Source.Id]]))];
    }

    internal static Refusal InUse(Actor actor, Collection collection, Membership member, IReadOnlyList<VersionLink> links)
    {
        var seen = links.Where(link => actor.Sees(link.TeamId)).Select(link => link.Reference).ToArray();
        var where = seen.Length == 0 ? "another team's registered model" : string.Join(", ", seen);
        return new Refusal(ErrorCodes.VersionInUse,
            $"'{collection.Path}:{member.Version}' is linked to {where}. Unlink it first, or delete with ?force=true.",
            Facts: new Dictionary<string, object?>
            {
                ["usedBy"] = seen.Select(reference => new UserOfThingResponse { Kind = "registered model", Name = reference }).ToArray(),
            });
    }
}
