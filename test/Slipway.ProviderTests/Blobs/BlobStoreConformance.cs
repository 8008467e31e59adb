using System.Security.Cryptography;
using Slipway.Storage.Blobs;
using Xunit;

namespace Slipway.ProviderTests.Blobs;

/// <summary>What every blob store promises. A provider derives from it and says how to open a store on one place.</summary>
public abstract class BlobStoreConformance
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Opens the store; called again it is another server on the same place.</summary>
    protected abstract IBlobStore Open();

    /// <summary>The store's clock, for ages.</summary>
    protected virtual DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Completed_bytes_are_read_back_whole()
    {
        var store = Open();
        var content = RandomNumberGenerator.GetBytes(700_000);
        var key = await PutAsync(store, "a", content);
        Assert.Equal(content, await ReadAsync(store, key));
    }

    [Fact]
    public async Task An_empty_blob_is_a_blob()
    {
        var store = Open();
        var key = await PutAsync(store, "empty", []);
        Assert.Empty(await ReadAsync(store, key));
        Assert.Empty(await store.SyncAsync([(key, 0)], Ct));
    }

    [Fact]
    public async Task A_read_may_start_anywhere()
    {
        var store = Open();
        var content = RandomNumberGenerator.GetBytes(300_000);
        var key = await PutAsync(store, "a", content);
        await using var stream = await store.OpenReadAsync(key, Ct);
        stream!.Seek(123_456, SeekOrigin.Begin);
        var piece = new byte[1000];
        await stream.ReadExactlyAsync(piece, Ct);
        Assert.Equal(content[123_456..124_456], piece);
        Assert.Equal(content.Length, stream.Length);
    }

    [Fact]
    public async Task What_is_only_staged_cannot_be_read()
    {
        var store = Open();
        var content = RandomNumberGenerator.GetBytes(1000);
        var key = KeyFor(content);
        await using var staged = await store.StageAsync(new StagingKey("a"), Ct);
        await staged!.AppendAsync(content, Ct);
        Assert.Null(await store.OpenReadAsync(key, Ct));
        Assert.Equal([key], await store.SyncAsync([(key, 1000)], Ct));
        Assert.Empty(await ListAsync(store, key.Shard));
    }

    [Fact]
    public async Task An_interrupted_upload_is_continued_by_another_server()
    {
        var content = RandomNumberGenerator.GetBytes(500_000);
        await using (var first = await Open().StageAsync(new StagingKey("resumed"), Ct))
        {
            await first!.AppendAsync(content.AsMemory(0, 200_000), Ct);
        }
        var store = Open();
        Assert.Equal(200_000, await store.StagedLengthAsync(new StagingKey("resumed"), Ct));
        await using var second = await store.StageAsync(new StagingKey("resumed"), Ct);
        Assert.Equal(200_000, second!.Length);
        var prefix = new byte[200_000];
        Assert.Equal(prefix.Length, await second.ReadAsync(0, prefix, Ct));
        Assert.Equal(content[..200_000], prefix);
        await second.AppendAsync(content.AsMemory(200_000), Ct);
        var key = KeyFor(content);
        await second.CompleteAsync(key, durable: true, Ct);
        Assert.Equal(content, await ReadAsync(store, key));
        Assert.Equal(0, await store.StagedLengthAsync(new StagingKey("resumed"), Ct));
    }

    [Fact]
    public async Task Truncating_drops_the_tail()
    {
        var store = Open();
        await using var staged = await store.StageAsync(new StagingKey("cut"), Ct);
        await staged!.AppendAsync("hello world"u8.ToArray(), Ct);
        await staged.TruncateAsync(5, Ct);
        await staged.AppendAsync("!"u8.ToArray(), Ct);
        var key = KeyFor("hello!"u8.ToArray());
        await staged.CompleteAsync(key, durable: false, Ct);
        Assert.Equal("hello!"u8.ToArray(), await ReadAsync(store, key));
    }

    [Fact]
    public async Task One_upload_has_one_writer_at_a_time()
    {
        var store = Open();
        var staged = await store.StageAsync(new StagingKey("busy"), Ct);
        Assert.Null(await store.StageAsync(new StagingKey("busy"), Ct));
        Assert.Null(await Open().StageAsync(new StagingKey("busy"), Ct));
        await staged!.DisposeAsync();
        await using var next = await store.StageAsync(new StagingKey("busy"), Ct);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task Deleting_is_final_repeatable_and_leaves_an_open_reader_alone()
    {
        var store = Open();
        var content = RandomNumberGenerator.GetBytes(100_000);
        var key = await PutAsync(store, "a", content);
        await using var reader = await store.OpenReadAsync(key, Ct);
        await store.DeleteAsync(key, Ct);
        await store.DeleteAsync(key, Ct);
        Assert.Null(await store.OpenReadAsync(key, Ct));
        var copy = new MemoryStream();
        await reader!.CopyToAsync(copy, Ct);
        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task The_same_content_under_two_generations_is_stored_twice()
    {
        var store = Open();
        var content = RandomNumberGenerator.GetBytes(1000);
        var first = await PutAsync(store, "a", content);
        var second = await PutAsync(store, "a", content);
        Assert.NotEqual(first, second);
        await store.DeleteAsync(first, Ct);
        Assert.Equal(content, await ReadAsync(store, second));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    public async Task Sync_tells_what_is_missing_or_short(int count)
    {
        var store = Open();
        var blobs = new List<(BlobKey, long)>();
        for (var i = 0; i < count; i++)
        {
            var content = BitConverter.GetBytes(i);
            blobs.Add((await PutAsync(store, "a", content), content.Length));
        }
        Assert.Empty(await store.SyncAsync(blobs, Ct));
        var missing = KeyFor([1, 2, 3]);
        var (shorter, length) = blobs[0];
        Assert.Equal(
            new[] { missing, shorter }.Select(key => key.Text).Order(),
            (await store.SyncAsync([.. blobs[1..], (missing, 3), (shorter, length + 1)], Ct)).Select(key => key.Text).Order());
    }

    [Fact]
    public async Task A_shard_lists_its_blobs_and_no_other()
    {
        var store = Open();
        var content = RandomNumberGenerator.GetBytes(77);
        var key = await PutAsync(store, "a", content);
        var row = Assert.Single(await ListAsync(store, key.Shard));
        Assert.Equal(key, row.Key);
        Assert.Equal(77, row.Length);
        Assert.InRange(row.WrittenAt, Now.AddMinutes(-1), Now.AddMinutes(1));
        Assert.Empty(await ListAsync(store, (byte)(key.Shard + 1)));
    }

    [Fact]
    public async Task Only_old_staged_bytes_that_nobody_has_open_are_discarded()
    {
        var store = Open();
        foreach (var name in new[] { "left", "open" })
        {
            await using var staged = await store.StageAsync(new StagingKey(name), Ct);
            await staged!.AppendAsync("x"u8.ToArray(), Ct);
        }
        Assert.Equal(0, await store.DiscardStagedAsync(Now.AddMinutes(-5), Ct));
        await using (await store.StageAsync(new StagingKey("open"), Ct))
        {
            Assert.Equal(1, await store.DiscardStagedAsync(Now.AddMinutes(5), Ct));
        }
        Assert.Equal(0, await store.StagedLengthAsync(new StagingKey("left"), Ct));
        Assert.Equal(1, await store.StagedLengthAsync(new StagingKey("open"), Ct));
    }

    [Fact]
    public async Task Discarding_while_uploads_are_completed_leaves_nothing_behind()
    {
        var store = Open();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var discarding = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                Assert.Equal(0, await store.DiscardStagedAsync(Now.AddMinutes(-5), Ct));
            }
        }, Ct);
        for (var upload = 0; upload < 2_000; upload++)
        {
            await PutAsync(store, $"upload-{upload}", [1]);
        }
        await done.CancelAsync();
        await discarding;
        Assert.Equal(0, await store.DiscardStagedAsync(Now.AddMinutes(5), Ct));
    }

    [Fact]
    public async Task A_discarded_upload_starts_anew()
    {
        var store = Open();
        await using (var staged = await store.StageAsync(new StagingKey("gone"), Ct))
        {
            await staged!.AppendAsync("x"u8.ToArray(), Ct);
            await staged.DiscardAsync(Ct);
        }
        await using var next = await store.StageAsync(new StagingKey("gone"), Ct);
        Assert.Equal(0, next!.Length);
    }

    [Fact]
    public Task A_working_store_passes_its_probe() => Open().ProbeAsync(Ct);

    private static BlobKey KeyFor(byte[] content) => BlobKey.New(Convert.ToHexStringLower(SHA256.HashData(content)));

    private static async Task<BlobKey> PutAsync(IBlobStore store, string staging, byte[] content)
    {
        var key = KeyFor(content);
        await using var staged = await store.StageAsync(new StagingKey(staging), Ct);
        await staged!.AppendAsync(content, Ct);
        await staged.CompleteAsync(key, durable: false, Ct);
        return key;
    }

    private static async Task<byte[]> ReadAsync(IBlobStore store, BlobKey key)
    {
        await using var stream = await store.OpenReadAsync(key, Ct);
        var copy = new MemoryStream();
        await Assert.IsAssignableFrom<Stream>(stream).CopyToAsync(copy, Ct);
        return copy.ToArray();
    }

    private static async Task<List<StoredBlob>> ListAsync(IBlobStore store, byte shard)
    {
        var found = new List<StoredBlob>();
        await foreach (var blob in store.ListAsync(shard, Ct))
        {
            found.Add(blob);
        }
        return found;
    }
}
