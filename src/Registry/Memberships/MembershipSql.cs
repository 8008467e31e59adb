namespace Slipway.Registry.Memberships;

internal static class MembershipSql
{
    /// <summary>Gives the next number away for good; locks the collection.</summary>
    public const string TakeIndex =
        """
        update collections set next_index = next_index + 1, updated_at = slipway_now()
        where id = @collection returning next_index - 1
        """;

    public const string Insert =
        """
        insert into memberships (collection_id, artifact_version_id, version_index, created_at, created_by, linked_by)
        values (@collection, @version, @index, slipway_now(), @by, @linkedBy)
        returning id, collection_id, artifact_version_id, version_index, created_at, created_by, linked_by
        """;

    /// <summary>A link between teams is from now on whose doing it was to link it again.</summary>
    public const string TakeOver = "update memberships set linked_by = @linkedBy where id = @membership";

    /// <summary>Links to versions of other teams of which it is not said who made them.</summary>
    public const string WithoutMaker =
        """
        select m.id, c.team_id, m.created_by from memberships m
        join collections c on c.id = m.collection_id
        join artifact_versions v on v.id = m.artifact_version_id
        where m.linked_by is null and v.team_id <> c.team_id and m.id not in @resting order by m.id limit @count
        """;

    public const string SetMaker = "update memberships set linked_by = @linkedBy where id = @membership and linked_by is null";

    public const string Delete =
        """
        delete from membership_tags where membership_id = @membership;
        delete from memberships where id = @membership
        """;

    public const string LinksOf =
        """
        select m.artifact_version_id, m.id as membership_id, m.version_index, m.linked_by, c.id as collection_id, c.team_id, c.team_name,
               c.project_name, c.name as model
        from memberships m join collections c on c.id = m.collection_id
        where m.artifact_version_id in @ids and c.kind = 'model' order by m.id
        """;

    public const string TagsOf = "select membership_id, tag from membership_tags where membership_id in @ids order by tag";
}
