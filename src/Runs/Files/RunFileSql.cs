namespace Slipway.Runs.Files;

/// <summary>The rows of <c>run_files</c>, and of the bytes that none of them holds any more.</summary>
internal static class RunFileSql
{
    private const string Columns = "id, path, size, sha256, md5, storage_key, updated_at";

    public const string Find = $"select {Columns} from run_files where run_id = @run and path = @path";

    public const string Page = $"select {Columns} from run_files where run_id = @run and id < @before order by id desc limit @fetch";

    public const string Put =
        $"""
        insert into run_files (run_id, path, size, sha256, md5, storage_key, updated_at)
        values (@run, @path, @size, @sha256, @md5, @key, slipway_now())
        on conflict (run_id, path) do update set size = excluded.size, sha256 = excluded.sha256, md5 = excluded.md5,
            storage_key = excluded.storage_key, updated_at = excluded.updated_at
        returning {Columns}
        """;

    public const string Delete = "delete from run_files where run_id = @run and path = @path";

    public const string Release =
        "insert into run_files_released (storage_key) select storage_key from run_files where run_id = @run and path = @path";

    public const string Some = "select id from run_files where run_id = @run limit @count";

    public const string ReleaseSome = "insert into run_files_released (storage_key) select storage_key from run_files where id in @ids";

    public const string DeleteSome = "delete from run_files where id in @ids";

    public const string Released = "select storage_key from run_files_released where storage_key > @after order by storage_key limit @count";

    public const string Forget = "delete from run_files_released where storage_key in @keys";

    /// <summary>Which of these bytes this room still holds or is still to remove.</summary>
    public const string Known =
        """
        select storage_key from run_files where storage_key in @keys
        union all
        select storage_key from run_files_released where storage_key in @keys
        """;
}
