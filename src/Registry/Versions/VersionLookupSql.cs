namespace Slipway.Registry.Versions;

/// <summary>The statements of <see cref="VersionLookup"/>.</summary>
internal static class VersionLookupSql
{
    public const string Columns =
        """
        select v.id, v.team_id, c.team_name, c.project_id, c.project_name, v.collection_id, c.name, c.type, v.state,
               m.version_index, v.digest, v.digest_md5, v.description, v.metadata, v.size, v.file_count,
               v.created_at, v.created_by, v.committed_at
        from artifact_versions v
        join collections c on c.id = v.collection_id
        left join memberships m on m.collection_id = v.collection_id and m.artifact_version_id = v.id
        """;
}
