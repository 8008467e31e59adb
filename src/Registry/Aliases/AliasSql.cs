namespace Slipway.Registry.Aliases;

internal static class AliasSql
{
    private const string Columns =
        """
        select a.collection_id, a.alias as name, a.membership_id, m.version_index, a.set_at, a.set_by,
               exists (select 1 from protected_aliases p where p.project_id = c.project_id and p.alias = a.alias) as is_protected
        from aliases a
        join memberships m on m.id = a.membership_id
        join collections c on c.id = a.collection_id
        """;

    public const string OfMemberships = Columns + " where a.membership_id in @ids order by a.alias";

    public const string OfCollections = Columns + " where a.collection_id in @ids order by a.alias";

    /// <summary>All that a move must know, in one statement; read after the collection's lock was taken.</summary>
    public const string Target =
        """
        select m.id, m.collection_id, m.artifact_version_id, m.version_index, m.created_at, m.created_by,
               h.version_index as held_index,
               exists (select 1 from protected_aliases p where p.project_id = @project and p.alias = @alias) as is_protected
        from memberships m
        left join aliases a on a.collection_id = m.collection_id and a.alias = @alias
        left join memberships h on h.id = a.membership_id
        where m.collection_id = @collection and m.version_index = @index
        """;

    public const string HeldIndex =
        """
        select m.version_index from aliases a join memberships m on m.id = a.membership_id
        where a.collection_id = @collection and a.alias = @alias
        """;

    public const string Set =
        """
        insert into aliases (collection_id, alias, membership_id, set_at, set_by)
        values (@collection, @alias, @membership, slipway_now(), @actor)
        on conflict (collection_id, alias)
        do update set membership_id = excluded.membership_id, set_at = excluded.set_at, set_by = excluded.set_by
        """;

    public const string Remove = "delete from aliases where collection_id = @collection and alias = @alias";

    public const string NamesOnMembership = "select alias from aliases where membership_id = @membership order by alias";

    public const string ProtectedAmong =
        "select alias from protected_aliases where project_id = @project and alias in @aliases order by alias";

    public const string ProtectedOnMembership =
        """
        select a.alias from aliases a
        join protected_aliases p on p.project_id = @project and p.alias = a.alias
        where a.membership_id = @membership order by a.alias
        """;

    public const string ProtectedOnCollection =
        """
        select a.alias from aliases a
        join protected_aliases p on p.project_id = @project and p.alias = a.alias
        where a.collection_id = @collection order by a.alias
        """;

    public const string Protect =
        """
        insert into protected_aliases (team_id, project_id, alias, created_at, created_by)
        values (@team, @project, @alias, slipway_now(), @by)
        on conflict do nothing
        """;

    public const string Unprotect = "delete from protected_aliases where project_id = @project and alias = @alias";

    public const string FindProtected =
        "select id, alias, created_at, created_by from protected_aliases where project_id = @project and alias = @alias";

    public const string ListProtected =
        """
        select id, alias, created_at, created_by from protected_aliases
        where project_id = @project and id < @before order by id desc limit @fetch
        """;
}
