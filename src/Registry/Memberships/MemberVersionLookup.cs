using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Registry.Versions;
using Slipway.Storage;

namespace Slipway.Registry.Memberships;

/// <summary>Completes places in a collection to what is shown of them. The actor was checked with the collection.</summary>
public static class MemberVersionLookup
{
    /// <summary>The same versions in the same order, each with its aliases, tags and source.</summary>
    public static async Task<IReadOnlyList<MemberVersion>> ShowAsync(
        DatabaseSession session, Collection collection, IReadOnlyList<Membership> members)
    {
        if (members.Count == 0)
        {
            return [];
        }
        var sources = (await VersionLookup.FindManyAsync(session, [.. members.Select(member => member.ArtifactVersionId)]))
            .ToDictionary(version => version.Id);
        var aliases = await AliasLookup.OfMembershipsAsync(session, members.Select(member => member.Id));
        var tags = (await session.QueryAsync<TagRow>(MembershipSql.TagsOf, new { ids = members.Select(member => member.Id.Value).ToArray() }))
            .ToLookup(row => row.MembershipId, row => row.Tag);
        var newest = await MembershipLookup.NewestAsync(session, collection.Id);
        // Between two statements of a read a version may be deleted: it is then left out.
        return
        [
            .. members.Where(member => sources.ContainsKey(member.ArtifactVersionId)).Select(member => new MemberVersion
            {
                Collection = collection,
                Member = member,
                Source = sources[member.ArtifactVersionId],
                Aliases = [.. aliases[member.Id]],
                IsLatest = member.Id == newest?.Id,
                Tags = [.. tags[member.Id]],
            }),
        ];
    }

    private sealed record TagRow
    {
        public required MembershipId MembershipId { get; init; }

        public required string Tag { get; init; }
    }
}
