namespace Slipway.Registry.Collections;

internal static class CollectionSql
{
    private const string Columns =
        "id, team_id, team_name, project_id, project_name, kind, name, type, description, created_at, created_by, updated_at";

    private const string ByAddress =
        $"select {Columns} from collections where team_name = @Team and project_name = @Project and name = @Name";

    public const string Find = ByAddress;

    /// <summary>Every change to a collection's versions, aliases and tags takes this lock first.</summary>
    public const string Lock = ByAddress + " {for_update}";

    /// <summary>Whoever names a collection holds it: it is not deleted meanwhile.</summary>
    public const string Hold = ByAddress + " {for_share}";

    /// <summary>
    /// All collections of a registry. Whoever sets an alias has its collection locked, so this waits for those who decided by
    /// what is protected before.
    /// </summary>
    public const string HoldAll = "select id from collections where project_id = @project order by id {for_share}";

    public const string FindById = $"select {Columns} from collections where id = @id";

    public const string Present = "select id from collections where id in @ids";

    public const string LockById = FindById + " {for_update}";

    public const string Insert =
        """
        insert into collections (team_id, team_name, project_id, project_name, kind, name, type, description, searched,
                                 next_index, created_at, created_by, updated_at)
        values (@teamId, @teamName, @projectId, @projectName, @kind, @name, @type, @description, @searched, 0,
                slipway_now(), @by, slipway_now())
        on conflict do nothing returning id
        """;

    public const string NamesLike =
        """
        select name from collections
        where team_id = @team and project_name = @project and (cast(@kind as text) is null or kind = @kind)
        order by id desc limit 6
        """;

    public const string AppendHistory =
        """
        insert into collection_history (collection_id, type, version_index, previous_index, alias, tag, actor, at)
        values (@collection, @type, @index, @previous, @alias, @tag, @actor, slipway_now())
        """;

    public const string History =
        """
        select id, type, version_index, previous_index, alias, tag, actor, at from collection_history
        where collection_id = @collection and id < @before order by id desc limit @fetch
        """;

    public const string DeleteOldHistory =
        """
        delete from collection_history
        where id in (select id from collection_history where collection_id = @id order by id limit @count)
        """;

    /// <summary>What stands in no other table is deleted first; memberships must be gone.</summary>
    public const string Delete =
        """
        delete from collection_history where collection_id = @id;
        delete from collection_tags where collection_id = @id;
        delete from collections where id = @id
        """;
}
