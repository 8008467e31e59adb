namespace Slipway.Registry.Tags;

internal static class TagSql
{
    public const string AddToMembership =
        """
        insert into membership_tags (membership_id, tag, created_at, created_by)
        values (@membership, @tag, slipway_now(), @by) on conflict do nothing
        """;

    public const string RemoveFromMembership = "delete from membership_tags where membership_id = @membership and tag = @tag";

    public const string CountOfMembership = "select count(*) from membership_tags where membership_id = @membership";

    public const string AddToCollection =
        """
        insert into collection_tags (collection_id, tag, created_at, created_by)
        values (@collection, @tag, slipway_now(), @by) on conflict do nothing
        """;

    public const string RemoveFromCollection = "delete from collection_tags where collection_id = @collection and tag = @tag";

    public const string OfCollection = "select tag from collection_tags where collection_id = @collection order by tag";
}
