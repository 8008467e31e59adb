namespace Slipway.Registry.Collections;

/// <summary>The statements of <see cref="MembershipLookup"/>.</summary>
internal static class MembershipLookupSql
{
    public const string Columns = "m.id, m.collection_id, m.artifact_version_id, m.version_index, m.created_at, m.created_by, m.linked_by";

    public const string ByIndex =
        $"select {Columns} from memberships m where m.collection_id = @collection and m.version_index = @index";

    public const string Newest =
        $"select {Columns} from memberships m where m.collection_id = @collection order by m.version_index desc limit 1";

    public const string ByAlias =
        $"""
        select {Columns} from aliases a join memberships m on m.id = a.membership_id
        where a.collection_id = @collection and a.alias = @alias
        """;

    public const string ByArtifactVersion =
        $"select {Columns} from memberships m where m.collection_id = @collection and m.artifact_version_id = @version";

    public const string Page =
        $"select {Columns} from memberships m where m.collection_id = @collection and m.id < @before order by m.id desc limit @fetch";

    public const string Oldest = $"select {Columns} from memberships m where m.collection_id = @collection order by m.id limit @most";

    public const string OldestLinked =
        $"""
        select {Columns} from memberships m where m.collection_id = @collection
            and exists (select 1 from memberships l where l.artifact_version_id = m.artifact_version_id and l.collection_id <> m.collection_id)
        order by m.id limit 1
        """;

    public const string Known =
        "select alias from aliases where collection_id = @collection order by set_at desc, id desc limit 6";
}
