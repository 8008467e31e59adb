using Slipway.Registry.Collections;
using Slipway.Storage;

namespace Slipway.Registry.Aliases;

/// <summary>The aliases set by hand, without the automatic <c>latest</c> and <c>vN</c>. The actor was checked before.</summary>
public static class AliasLookup
{
    /// <summary>Those on these versions, in alphabetical order.</summary>
    public static async Task<ILookup<MembershipId, Alias>> OfMembershipsAsync(DatabaseSession session, IEnumerable<MembershipId> memberships) =>
        (await FindAsync(session, AliasSql.OfMemberships, [.. memberships.Select(id => id.Value)])).ToLookup(alias => alias.MembershipId);

    /// <summary>Those of these collections, in alphabetical order.</summary>
    public static async Task<ILookup<CollectionId, Alias>> OfCollectionsAsync(DatabaseSession session, IEnumerable<CollectionId> collections) =>
        (await FindAsync(session, AliasSql.OfCollections, [.. collections.Select(id => id.Value)])).ToLookup(alias => alias.CollectionId);

    private static async Task<IReadOnlyList<Alias>> FindAsync(DatabaseSession session, string sql, long[] ids) =>
        ids.Length == 0 ? [] : await session.QueryAsync<Alias>(sql, new { ids });
}
