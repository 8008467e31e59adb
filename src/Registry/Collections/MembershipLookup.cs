using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Collections;

/// <summary>Finds the versions of a collection. The actor was checked with the collection.</summary>
public static class MembershipLookup
{
    /// <summary>The version, or null when the collection has none that is called so.</summary>
    public static Task<Membership?> FindAsync(DatabaseSession session, CollectionId collection, VersionReference version) =>
        version switch
        {
            { Index: { } index } => session.FirstAsync<Membership>(MembershipLookupSql.ByIndex, new { collection, index }),
            { Alias: { } alias } => session.FirstAsync<Membership>(MembershipLookupSql.ByAlias, new { collection, alias }),
            _ => NewestAsync(session, collection),
        };

    /// <summary>The version on which <c>latest</c> stands; null when there is no version.</summary>
    public static Task<Membership?> NewestAsync(DatabaseSession session, CollectionId collection) =>
        session.FirstAsync<Membership>(MembershipLookupSql.Newest, new { collection });

    /// <summary>The place of an artifact version in the collection, or null when it is no member.</summary>
    public static Task<Membership?> FindAsync(DatabaseSession session, CollectionId collection, ArtifactVersionId version) =>
        session.FirstAsync<Membership>(MembershipLookupSql.ByArtifactVersion, new { collection, version });

    /// <summary>One page of the versions, newest first; up to <see cref="PageRequest.Fetch"/> of them.</summary>
    public static Task<IReadOnlyList<Membership>> ListAsync(DatabaseSession session, CollectionId collection, PageRequest page) =>
        session.QueryAsync<Membership>(MembershipLookupSql.Page, new { collection, before = page.Before, fetch = page.Fetch });

    /// <summary>The version, or <c>not_found</c> with what the collection has instead.</summary>
    /// <param name="text">As the caller wrote it: <c>v3</c>, <c>latest</c> or an alias.</param>
    /// <param name="field">The field of the body to blame, when it came in a body.</param>
    /// <param name="what">What the caller asked for.</param>
    public static async Task<Membership> RequireAsync(
        DatabaseSession session, Collection collection, string text, string? field = null, string what = "version")
    {
        return await FindAsync(session, collection.Id, VersionReference.Parse(text))
            ?? throw new RefusedException(await MissingAsync(session, collection, text, field, what));
    }

    /// <summary>What <see cref="RequireAsync"/> refuses with.</summary>
    public static async Task<Refusal> MissingAsync(
        DatabaseSession session, Collection collection, string text, string? field = null, string what = "version")
    {
        var newest = await NewestAsync(session, collection.Id);
        var aliases = newest is null ? [] : await session.QueryAsync<string>(MembershipLookupSql.Known, new { collection = collection.Id });
        var detail = $"'{collection.Name}' has no {what} '{text}'. " + Describe(newest, aliases);
        return field is null ? new Refusal(ErrorCodes.NotFound, detail) : Refusal.OfField(ErrorCodes.NotFound, field, detail);
    }

    /// <summary>Some versions, oldest first.</summary>
    internal static Task<IReadOnlyList<Membership>> OldestAsync(DatabaseSession session, CollectionId collection, int most) =>
        session.QueryAsync<Membership>(MembershipLookupSql.Oldest, new { collection, most });

    /// <summary>The oldest version that is a member of another collection too; null when there is none.</summary>
    internal static Task<Membership?> OldestLinkedAsync(DatabaseSession session, CollectionId collection) =>
        session.FirstAsync<Membership>(MembershipLookupSql.OldestLinked, new { collection });

    private static string Describe(Membership? newest, IReadOnlyList<string> aliases)
    {
        if (newest is null)
        {
            return "It has no version yet.";
        }
        var shown = aliases.Count == 0
            ? "no alias is set"
            : $"the aliases {string.Join(", ", aliases.Take(5))}{(aliases.Count > 5 ? " and others" : "")} are set";
        return $"Its latest is {newest.Version}; {shown}.";
    }
}
