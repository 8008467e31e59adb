using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Collections;

/// <summary>A version in a collection.</summary>
internal sealed record PlacedVersion(Collection Collection, Membership Member);

/// <summary>The gate of those who read one version.</summary>
internal static class MembershipAccess
{
    /// <summary>
    /// The version, if the actor may read its collection, or is a job that was given this very version, whatever name it
    /// says. Refuses as <see cref="CollectionLookup.RequireAsync"/> and <see cref="MembershipLookup.RequireAsync"/> do.
    /// </summary>
    /// <param name="version"><c>v3</c>, <c>latest</c> or an alias.</param>
    public static async Task<PlacedVersion> RequireAsync(
        DatabaseSession session, Actor actor, CollectionAddress address, string version)
    {
        var seen = await Outcome.OfAsync(() => CollectionLookup.RequireAsync(session, actor, address, Permission.Read));
        if (seen.Refusal is not null && await FindGivenAsync(session, actor, address, version) is { } given)
        {
            return given;
        }
        var collection = seen.Value;
        return new PlacedVersion(collection, await MembershipLookup.RequireAsync(session, collection, version));
    }

    /// <summary>As <see cref="RequireAsync"/>, for those who read what is in it: the link of another team's version must count.</summary>
    public static async Task<PlacedVersion> RequireContentAsync(
        DatabaseSession session, Actor actor, CollectionAddress address, string version)
    {
        var placed = await RequireAsync(session, actor, address, version);
        // A job keeps what it was given until it ends.
        return actor.Limits is not null || await ForeignLink.CountsAsync(session, actor, placed.Member)
            ? placed
            : throw new RefusedException(new Refusal(ErrorCodes.NotFound,
                $"'{address}:{version}' is a version of another team, and whoever linked it may not do so any more. Somebody who may edit both registries can link it again."));
    }

    private static async Task<PlacedVersion?> FindGivenAsync(DatabaseSession session, Actor actor, CollectionAddress address, string version)
    {
        if (actor.Limits is null || await CollectionLookup.FindAsync(session, address) is not { } collection
            || (address.Kind is { } kind && kind != collection.Kind))
        {
            return null;
        }
        var member = await MembershipLookup.FindAsync(session, collection.Id, VersionReference.Parse(version));
        return member is not null && actor.MayReadVersion(collection.TeamId, member.ArtifactVersionId.Value)
            ? new PlacedVersion(collection, member)
            : null;
    }
}
