using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;
using Slipway.Registry.Versions;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Links;

/// <summary>Finds the version that is to be linked: one that the actor may read, and that is committed.</summary>
internal static class LinkSource
{
    /// <summary>
    /// The version, locked against deletion until the transaction ends. <c>reference_invalid</c>, <c>source_not_found</c>;
    /// <c>version_not_committed</c> to its publisher while its files are being uploaded.
    /// </summary>
    public static async Task<ArtifactVersion> RequireAsync(DatabaseTransaction tx, Actor actor, string text)
    {
        var parsed = ArtifactReference.Parse(text, "source").Value;
        var found = parsed.VersionId is { } id
            ? await ByIdAsync(tx, actor, id)
            : await ByNamesAsync(tx, actor, parsed);
        var state = await tx.ScalarAsync<string?>(LinkSourceSql.LockState, new { id = found });
        var version = await VersionLookup.FindByIdAsync(tx, found);
        if (version is null || state == EnumText.Of(ArtifactVersionState.Deleted))
        {
            throw new RefusedException(NotFound($"There is no version '{text}' any more."));
        }
        if (state == EnumText.Of(ArtifactVersionState.Pending))
        {
            return version.CreatedBy == actor.Name
                ? throw new RefusedException(Refusal.OfField(ErrorCodes.VersionNotCommitted, "source", "Its files are still being uploaded. Commit it, then link it."))
                : throw new RefusedException(NotFound($"There is no version '{text}'."));
        }
        return version;
    }

    private static async Task<ArtifactVersionId> ByIdAsync(DatabaseTransaction tx, Actor actor, ArtifactVersionId id)
    {
        var version = await VersionLookup.FindByIdAsync(tx, id);
        if (version is null)
        {
            throw new RefusedException(NotFound($"There is no artifact version {id} that you can read."));
        }
        // What stands in a registry that the actor reads is readable, wherever it was published.
        var readable = actor.May(Permission.Read, version.TeamId) || await MembershipOperations.LinkThatCountsAsync(tx, actor, version) is not null;
        return readable ? id : throw new RefusedException(NotFound($"There is no artifact version {id} that you can read."));
    }

    private static async Task<ArtifactVersionId> ByNamesAsync(DatabaseTransaction tx, Actor actor, ArtifactReference reference)
    {
        var placed = await Refuse.InOtherWordsAsync(
            () => MembershipAccess.RequireContentAsync(tx, actor, reference.Collection, reference.VersionText), refusal => NotFound(refusal.Detail));
        return placed.Member.ArtifactVersionId;
    }

    private static Refusal NotFound(string detail) => Refusal.OfField(ErrorCodes.SourceNotFound, "source", detail);
}
