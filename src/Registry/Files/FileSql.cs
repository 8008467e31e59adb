namespace Slipway.Registry.Files;

/// <summary>The rows of <c>version_files</c>. Rows of a version are written in code-point order, so their ids keep it.</summary>
internal static class FileSql
{
    public static readonly string[] Columns = ["version_id", "path", "size", "sha256", "blob_id"];

    private const string Select =
        """
        select f.id, f.path, f.size, f.sha256, b.md5, b.storage_key
        from version_files f left join blobs b on b.id = f.blob_id
        """;

    public const string Page = $"{Select} where f.version_id = @version and f.id > @after order by f.id limit @fetch";

    public const string ByPath = $"{Select} where f.version_id = @version and f.path = @path";

    public const string Missing =
        """
        select id, path, size, sha256 from version_files
        where version_id = @version and blob_id is null and id > @after order by id limit @fetch
        """;

    public const string AnyMissing = "select count(*) from version_files where version_id = @version and blob_id is null";

    /// <summary>
    /// The blobs of these hashes that a team can read: a committed version of its own holds them. Locked in the order of
    /// ids, so that the cleaner leaves them until the reference is written and two publishers do not deadlock.
    /// </summary>
    public const string LockReadable =
        """
        select b.id, b.sha256, b.size from blobs b
        where b.sha256 in @hashes and b.state = 'live' and exists (
            select 1 from version_files f join artifact_versions v on v.id = f.version_id
            where f.blob_id = b.id and v.team_id = @team and v.state = 'committed'
              and (cast(@project as bigint) is null or exists (
                select 1 from collections c where c.id = v.collection_id and c.project_id = @project)))
        order by b.id {for_update}
        """;

    public const string DeleteSome =
        "delete from version_files where id in (select id from version_files where version_id = @version limit @count)";
}
