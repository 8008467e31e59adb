namespace Slipway.Registry.Uploads;

/// <summary>
/// The rows of <c>blobs</c> and the references to them. Whoever adds a reference holds the lock on the blob's row until
/// its commit; the cleaner takes the same lock before it looks for references.
/// </summary>
internal static class BlobSql
{
    public const string LockFile =
        """
        select f.id, f.path, f.size, f.sha256, f.blob_id from version_files f where f.id = @file {for_update}
        """;

    public const string FindFile =
        "select f.id, f.path, f.size, f.sha256, b.md5 from version_files f left join blobs b on b.id = f.blob_id where f.id = @file";

    public const string LockLive = "select id, md5 from blobs where sha256 = @sha256 and state = 'live' {for_update}";

    public const string Insert =
        """
        insert into blobs (sha256, md5, size, storage_key, state, durable, created_at)
        values (@sha256, @md5, @size, @key, 'live', @durable, slipway_now())
        on conflict (sha256) where state = 'live' do nothing returning id
        """;

    public const string Refer = "update version_files set blob_id = @blob where id = @file and blob_id is null";

    public const string NotDurable =
        """
        select f.id as file_id, b.id, b.storage_key, b.size from version_files f join blobs b on b.id = f.blob_id
        where f.version_id = @version and f.id > @after and b.durable = false
        order by f.id limit @fetch
        """;

    public const string NowDurable = "update blobs set durable = true where id in @ids";

    // What a power failure left broken is taken back from every version that waits for it.
    public const string Unrefer = "update version_files set blob_id = null where blob_id in @ids";

    public const string Discard = "update blobs set state = 'deleting' where id in @ids";

    public const string Window = "select id from blobs where id > @after and state = 'live' order by id limit @count";

    public const string LockCandidates =
        """
        select b.id from blobs b
        where b.id > @after and b.id <= @last and b.state = 'live'
          and not exists (select 1 from version_files f where f.blob_id = b.id)
        order by b.id {skip_locked}
        """;

    public const string DiscardUnreferenced =
        """
        update blobs set state = 'deleting'
        where id in @ids and not exists (select 1 from version_files f where f.blob_id = blobs.id)
        """;

    public const string Deleting = "select id, storage_key from blobs where state = 'deleting' and id not in @resting order by id limit @count";

    public const string Forget = "delete from blobs where id in @ids and state = 'deleting'";

    public const string Known = "select storage_key from blobs where storage_key in @keys";
}
