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
    public async Task<Outcome<ResolvedVersion>> ResolveAsync(Actor actor, string? reference, CancellationToken ct)
    {
        var found = await database.ReadAsync(session => FindAsync(session, actor, reference), ct);
        return found.IsRefused(out var refusal)
            ? refusal
            : found.Value with { Files = await FileRows.AllAsync(database, found.Value.Source.Id, ct) };
    }

    /// <summary>As <see cref="ResolveAsync"/>, without the files.</summary>
    internal static async Task<Outcome<ResolvedVersion>> FindAsync(DatabaseSession session, Actor actor, string? reference)
    {
        var parsed = ArtifactReference.Parse(reference);
        if (parsed.IsRefused(out var refusal))
        {
            return refusal;
        }
        return parsed.Value.VersionId is { } id
            ? await FindAsync(session, actor, id)
            : await FindAsync(session, actor, parsed.Value);
    }

    /// <summary>What the reference names now, without the files: for those who decide in a transaction of their own.</summary>
    [Operation(Permission.Read)]
    public static Task<Outcome<ResolvedVersion>> LocateAsync(DatabaseSession session, Actor actor, ArtifactReference reference) =>
        reference.VersionId is { } id ? FindAsync(session, actor, id) : FindAsync(session, actor, reference);

    private static async Task<Outcome<ResolvedVersion>> FindAsync(DatabaseSession session, Actor actor, ArtifactVersionId id)
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
        return new Refusal(ErrorCodes.NotFound, "There is no such artifact that you may read.");
    }

    private static async Task<Outcome<ResolvedVersion>> FindAsync(DatabaseSession session, Actor actor, ArtifactReference reference)
    {
        var placed = await MembershipAccess.RequireContentAsync(session, actor, reference.Collection, reference.VersionText);
        if (placed.IsRefused(out var refusal))
        {
            return refusal;
        }
        var member = placed.Value.Member;
        return await VersionLookup.FindByIdAsync(session, member.ArtifactVersionId) is { State: ArtifactVersionState.Committed } version
            ? Through(version, reference.Collection, member.VersionIndex)
            : new Refusal(ErrorCodes.NotFound, $"'{reference.Collection}:{reference.VersionText}' was deleted meanwhile.");
    }

    // The files are read after: a long list takes several reads.
    private static ResolvedVersion Through(ArtifactVersion version, CollectionAddress address, int index) =>
        new() { Source = version, Through = address, VersionIndex = index, Files = [] };
}
