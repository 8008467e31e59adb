using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Storage;

namespace Slipway.Registry.Collections;

/// <summary>
/// Links to versions of another team. Whoever may only read there must not hand on what they read, and nobody what they
/// read once: so linking takes the right to edit the registry of both teams, and readers of a registry reach the version
/// while whoever linked it still holds that right. Somebody else who holds it takes the link over by linking again.
/// </summary>
internal static class ForeignLink
{
    /// <summary>What it takes in the team of the version.</summary>
    public const Permission Needed = Permission.EditRegistry;

    /// <summary>Whether the actor reaches the version through the link.</summary>
    /// <param name="linkedBy">Who linked it; null for a version of the registry's own team.</param>
    /// <param name="source">The team of the version.</param>
    public static async Task<bool> CountsAsync(DatabaseSession session, Actor actor, UserId? linkedBy, TeamId source) =>
        linkedBy is not { } maker || actor.May(Permission.Read, source) || await TeamAccess.HoldsAsync(session, maker, source, Needed);

    /// <summary>The same, where the team of the version is not at hand.</summary>
    public static async Task<bool> CountsAsync(DatabaseSession session, Actor actor, Membership member) =>
        member.LinkedBy is null
        || (await session.ScalarAsync<long?>(ForeignLinkSql.FindTeam, new { version = member.ArtifactVersionId }) is { } team
            && await CountsAsync(session, actor, member.LinkedBy, new TeamId(team)));
}
