using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Collections;
using Slipway.Registry.Files;
using Slipway.Registry.Memberships;
using Slipway.Registry.Versions;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Artifacts;

/// <summary>From a reference, as a payload carries it, to the files (M8).</summary>
public sealed class ResolveOperations(Database database)
{
    /// <summary>
    /// What the reference names now: an alias may move on, <c>vN</c> and <c>wandb-artifact://_id/...</c> name the same for
    /// ever. <c>reference_invalid</c>; <c>not_found</c> also for those without access.
    /// </summary>
    [Operation(Permission.Read)]
    public Task<Outcome<ResolvedVersion>> ResolveAsync(Actor actor, string? reference, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var found = await database.ReadAsync(session => FindAsync(session, actor, reference), ct);
            return found with { Files = await FileRows.AllAsync(database, found.Source.Id, ct) };
        });

    /// <summary>As <see cref="ResolveAsync"/>, without the files.</summary>
    internal static async Task<ResolvedVersion> FindAsync(DatabaseSession session, Actor actor, string? reference)
    {
        var parsed = ArtifactReference.Parse(reference).Value;
        return parsed.VersionId is { } id
            ? await FindAsync(session, actor, id)
            : await FindAsync(session, actor, parsed);
    }

    /// <summary>What the reference names now, without the files: for those who decide in a transaction of their own.</summary>
    [Operation(Permission.Read)]
    public static Task<ResolvedVersion> LocateAsync(DatabaseSession session, Actor actor, ArtifactReference reference) =>
                reference.VersionId is { } id ? FindAsync(session, actor, id) : FindAsync(session, actor, reference);

    private static async Task<ResolvedVersion> FindAsync(DatabaseSession session, Actor actor, ArtifactVersionId id)
    {
        var version = await VersionLookup.FindByIdAsync(session, id);
        if (version is { State: ArtifactVersionState.Committed, VersionIndex: { } index })
        {
            if (actor.MayIn(Permission.Read, version.TeamId, version.ProjectId) || actor.MayReadVersion(version.TeamId, id.Value))
            {
                return Through(version, CollectionAddress.OfArtifact(version.TeamName, version.ProjectName, version.Name), index);
            }
            // What stands in a registry that the actor reads is readable there, wherever it was published.
            if (await MembershipOperations.LinkThatCountsAsync(session, actor, version) is { } link)
            {
                return Through(version, CollectionAddress.OfArtifact(link.TeamName, link.ProjectName, link.Model), link.VersionIndex);
            }
        }
        throw new RefusedException(new Refusal(ErrorCodes.NotFound, "There is no such artifact that you may read."));
    }

    private static async Task<ResolvedVersion> FindAsync(DatabaseSession session, Actor actor, ArtifactReference reference)
    {
        var placed = await MembershipAccess.RequireContentAsync(session, actor, reference.Collection, reference.VersionText);
        var member = placed.Member;
        return await VersionLookup.FindByIdAsync(session, member.ArtifactVersionId) is { State: ArtifactVersionState.Committed } version
            ? Through(version, reference.Collection, member.VersionIndex)
            : throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"'{reference.Collection}:{reference.VersionText}' was deleted meanwhile."));
    }

    // The files are read after: a long list takes several reads.
    private static ResolvedVersion Through(ArtifactVersion version, CollectionAddress address, int index) =>
        new() { Source = version, Through = address, VersionIndex = index, Files = [] };
}
