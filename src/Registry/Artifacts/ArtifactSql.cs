namespace Slipway.Registry.Artifacts;

/// <summary>The rows of <c>artifact_versions</c>, and lists of artifacts.</summary>
internal static class ArtifactSql
{
    public const string Insert =
        """
        insert into artifact_versions (team_id, collection_id, state, listed, digest, description, metadata, aliases,
                                       size, file_count, created_at, created_by, touched_at, run_id)
        values (@team, @collection, 'pending', @listed, @digest, @description, @metadata, @aliases,
                @size, @count, slipway_now(), @by, slipway_now(), @run)
        returning id
        """;

    public const string Listed = "update artifact_versions set listed = true, touched_at = slipway_now() where id = @version";

    /// <summary>The same content announced before by the same actor; null when it was not.</summary>
    public const string Announced =
        """
        select max(id) from artifact_versions
        where collection_id = @collection and digest = @digest and state = 'pending' and listed = true and created_by = @by
        """;

    /// <summary>That goes on: what was uploaded then need not come again.</summary>
    public const string Resume =
        $"""
        update artifact_versions
        set description = @description, metadata = @metadata, aliases = @aliases, touched_at = slipway_now(), run_id = @run
        where id = ({Announced})
          and state = 'pending'
        returning id
        """;

    public const string LockPending =
        """
        select id, state, listed, aliases, created_by, collection_id, run_id from artifact_versions where id = @version {for_update}
        """;

    public const string NotReady =
        """
        select count(*) from version_files f left join blobs b on b.id = f.blob_id
        where f.version_id = @version and (b.id is null or b.durable = false)
        """;

    public const string Commit =
        """
        update artifact_versions set state = 'committed', digest_md5 = @digestMd5, committed_at = slipway_now()
        where id = @version and state = 'pending'
        """;

    public const string Delete = "update artifact_versions set state = 'deleted' where id = @version and state = 'committed'";

    public const string GiveUpPending = "update artifact_versions set state = 'deleted' where collection_id = @collection and state = 'pending'";

    public const string ListArtifacts =
        """
        select c.id, c.team_name, c.project_name, c.name, c.type, c.description, c.created_at, c.updated_at,
               (select count(*) from memberships m where m.collection_id = c.id) as version_count,
               (select max(m.version_index) from memberships m where m.collection_id = c.id) as latest_index
        from collections c
        where c.project_id = @project and c.kind = 'artifact' and c.id < @before
        order by c.id desc limit @fetch
        """;

    public const string ListOfType =
        """
        select c.id, c.team_name, c.project_name, c.name, c.type, c.description, c.updated_at as created_at, c.updated_at,
               (select count(*) from memberships m where m.collection_id = c.id) as version_count,
               (select max(m.version_index) from memberships m where m.collection_id = c.id) as latest_index
        from collections c
        where c.project_id = @project and c.kind = 'artifact' and c.type = @type and c.id < @before
          and exists (select 1 from memberships m where m.collection_id = c.id)
        order by c.id desc limit @fetch
        """;

    public const string FindArtifact =
        """
        select c.id, c.team_name, c.project_name, c.name, c.type, c.description, c.created_at, c.updated_at,
               (select count(*) from memberships m where m.collection_id = c.id) as version_count,
               (select max(m.version_index) from memberships m where m.collection_id = c.id) as latest_index
        from collections c where c.id = @id
        """;
}
