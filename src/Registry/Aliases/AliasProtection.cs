using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Aliases;

/// <summary>Answers <c>alias_protected</c> to those who may not touch protected aliases, null to all others.</summary>
internal static class AliasProtection
{
    /// <summary>For setting these aliases, or taking them off, wherever they stand.</summary>
    public static Task<Refusal?> OfAliasesAsync(
        DatabaseSession session, Actor actor, Collection collection, IReadOnlyList<string> aliases) =>
        aliases.Count == 0
            ? Task.FromResult<Refusal?>(null)
            : AnyAsync(session, actor, collection, AliasSql.ProtectedAmong, new { project = collection.ProjectId, aliases });

    /// <summary>For taking the version out of its collection.</summary>
    public static Task<Refusal?> OfMembershipAsync(DatabaseSession session, Actor actor, Collection collection, MembershipId membership) =>
        AnyAsync(session, actor, collection, AliasSql.ProtectedOnMembership, new { project = collection.ProjectId, membership });

    /// <summary>For deleting the collection.</summary>
    public static Task<Refusal?> OfCollectionAsync(DatabaseSession session, Actor actor, Collection collection) =>
        AnyAsync(session, actor, collection, AliasSql.ProtectedOnCollection, new { project = collection.ProjectId, collection = collection.Id });

    public static bool MayTouch(Actor actor, Collection collection) => actor.May(Permission.ManageProtectedAliases, collection.TeamId);

    public static Refusal Refused(Collection collection, string alias) => new(ErrorCodes.AliasProtected,
        $"The alias '{alias}' is protected in '{collection.TeamName}/{collection.ProjectName}': only admins of the team may put it on, move it or take it off.");

    private static async Task<Refusal?> AnyAsync(DatabaseSession session, Actor actor, Collection collection, string sql, object args)
    {
        if (MayTouch(actor, collection))
        {
            return null;
        }
        var first = await session.FirstAsync<string>(sql, args);
        return first is null ? null : Refused(collection, first);
    }
}
