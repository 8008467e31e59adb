using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Api.Runs;
using Slipway.Registry.Aliases;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Registry.Links;
using Slipway.Registry.RegisteredModels;
using Slipway.Registry.Uploads;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Runs.Files;
using Slipway.Runs.Records;
using Slipway.Storage.Blobs;
using Slipway.Testing;
using Slipway.Testing.Registry;
using Xunit;

namespace Slipway.ProviderTests.Artifacts;

/// <summary>What is deleted, given up or left by a crash goes; what anybody holds stays.</summary>
public abstract class CleaningConformance(TestEngine engine) : IAsyncLifetime
{
    private const string Clf = "vision/iris/clf";
    private readonly ShiftedTime _time = new();
    private ArtifactStage _stage = null!;
    private Actor _ada = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await ArtifactStage.CreateAsync(engine, _time);
        _ada = await _stage.ActorAsync("vision", name: "ada");
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_deleted_version_is_gone_with_the_bytes_that_nothing_else_holds()
    {
        await _stage.PublishAsync(_ada, Clf, ("own", "1"), ("shared", "2"));
        await _stage.PublishAsync(_ada, Clf, ("shared", "2"));
        Assert.False((await DeleteAsync("v0")).IsRefused(out _));
        Assert.Equal(ErrorCodes.NotFound, await _stage.ReadAsync(_ada, Clf, "v0", "own"));
        await CleanAsync();
        Assert.Single(_stage.StoredBlobs);
        Assert.Equal("2", await _stage.ReadAsync(_ada, Clf, "v1", "shared"));
        Assert.Equal("v2", (await _stage.PublishAsync(_ada, Clf, ("own", "1"), ("shared", "2"))).Version);
        Assert.Equal("1", await _stage.ReadAsync(_ada, Clf, "v2", "own"));
    }

    [Fact]
    public async Task A_linked_version_is_deleted_only_by_force_which_unlinks_it()
    {
        await _stage.PublishAsync(_ada, Clf, ("a", "1"));
        await LinkAsync();
        var refusal = (await DeleteAsync("v0")).Refusal!;
        Assert.Equal(ErrorCodes.VersionInUse, refusal.Code);
        Assert.Contains("vision/model-registry/Iris:v0", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal("1", await _stage.ReadAsync(_ada, Clf, "v0", "a"));
        Assert.False((await DeleteAsync("v0", force: true)).IsRefused(out _));
        Assert.Equal(ErrorCodes.NotFound, await _stage.ReadAsync(_ada, "vision/model-registry/Iris", "v0", "a"));
        Assert.Equal(["REMOVE_ARTIFACT_ALIAS v0 prod", "UNLINK_ARTIFACT v0"], (await _stage.EventsAsync()).TakeLast(2));
    }

    [Fact]
    public async Task Force_does_not_pass_a_protected_alias()
    {
        await _stage.PublishAsync(_ada, Clf, ("a", "1"));
        await LinkAsync();
        var admin = await _stage.ActorAsync("vision", Role.Admin);
        _ = (await _stage.Get<ProtectedAliasOperations>().ProtectAsync(admin, "vision", "prod", Ct)).Value;
        Assert.Equal(ErrorCodes.AliasProtected, (await DeleteAsync("v0", force: true)).Refusal!.Code);
        Assert.Equal("1", await _stage.ReadAsync(_ada, "vision/model-registry/Iris", "prod", "a"));
        Assert.False((await DeleteAsync("v0", force: true, actor: admin)).IsRefused(out _));
    }

    [Fact]
    public async Task A_publish_that_nobody_finishes_is_given_up_after_a_day()
    {
        var begun = (await _stage.BeginAsync(_ada, Clf, ArtifactStage.Request(("a", "1"), ("b", "22")))).Value;
        _ = (await _stage.SendAsync(begun.Uploads[0].Url, "1"u8.ToArray())).Value;
        _ = (await _stage.SendAsync(begun.Uploads[1].Url, "2"u8.ToArray(), "bytes 0-0/2")).Value;
        await CleanAsync();
        Assert.Single(_stage.StoredBlobs);
        Assert.Single(_stage.StagedUploads);
        Pass(TimeSpan.FromHours(25));
        await CleanAsync();
        Assert.Empty(_stage.StoredBlobs);
        Assert.Empty(_stage.StagedUploads);
        Assert.Equal(ErrorCodes.NotFound, (await _stage.CommitAsync(_ada, Clf, begun.Id)).Refusal!.Code);
    }

    [Fact]
    public async Task An_upload_to_a_version_that_was_given_up_is_not_found_and_leaves_nothing()
    {
        var begun = (await _stage.BeginAsync(_ada, Clf, ArtifactStage.Request(("a", "1")))).Value;
        _stage.Database.ClockOffset = TimeSpan.FromHours(25);
        await CleanAsync();
        Assert.Equal(ErrorCodes.NotFound, (await _stage.SendAsync(begun.Uploads[0].Url, "1"u8.ToArray())).Refusal!.Code);
        Assert.Empty(_stage.StoredBlobs);
    }

    [Fact]
    public async Task An_expired_upload_URL_is_refused_and_a_fresh_one_goes_on()
    {
        var request = ArtifactStage.Request(("a", "12"));
        var begun = (await _stage.BeginAsync(_ada, Clf, request)).Value;
        var url = begun.Uploads[0].Url;
        _ = (await _stage.SendAsync(url, "1"u8.ToArray(), "bytes 0-0/2")).Value;
        Pass(TimeSpan.FromMinutes(61));
        Assert.Equal(ErrorCodes.Forbidden, (await _stage.SendAsync(url, "2"u8.ToArray(), "bytes 1-1/2")).Refusal!.Code);
        var fresh = (await _stage.BeginAsync(_ada, Clf, request)).Value;
        Assert.True((await _stage.SendAsync(fresh.Uploads[0].Url, "2"u8.ToArray(), "bytes 1-1/2")).Value.IsComplete);
    }

    [Fact]
    public async Task Bytes_that_a_crash_left_without_a_row_are_swept_after_a_day()
    {
        await _stage.PublishAsync(_ada, Clf, ("a", "1"));
        var store = _stage.Get<IBlobStore>();
        var key = BlobKey.New(ArtifactStage.Hash("1"u8.ToArray()));
        await using (var staged = await store.StageAsync(new StagingKey("left"), Ct))
        {
            await staged!.AppendAsync("1"u8.ToArray(), Ct);
            await staged.CompleteAsync(key, durable: false, Ct);
        }
        var cleaner = _stage.Get<BlobCleaner>();
        Assert.Equal(0, await cleaner.SweepAsync(key.Shard, Ct));
        Pass(TimeSpan.FromHours(25));
        Assert.Equal(1, await cleaner.SweepAsync(key.Shard, Ct));
        Assert.Null(await store.OpenReadAsync(key, Ct));
        Assert.Equal("1", await _stage.ReadAsync(_ada, Clf, "v0", "a"));
    }

    [Fact]
    public async Task Bytes_that_a_run_holds_are_not_swept()
    {
        _ = (await _stage.Get<RunOperations>().CreateAsync(_ada, "vision", "iris", new CreateRunRequest { Id = "r" }, Ct)).Value;
        var stored = await _stage.Get<RunFileOperations>().PutAsync(
            _ada, new RunAddress("vision", "iris", "r"), "a", new MemoryStream("1"u8.ToArray()), null, Ct);
        Pass(TimeSpan.FromHours(25));
        Assert.Equal(0, await _stage.Get<BlobCleaner>().SweepAsync(BlobKey.Parse(stored.Value.File.StorageKey).Shard, Ct));
        Assert.Single(_stage.StoredBlobs);
    }

    [Fact]
    public async Task Content_broken_by_a_power_failure_is_asked_for_again_at_commit()
    {
        var request = ArtifactStage.Request(("a", "1"), ("b", "22"));
        var begun = (await _stage.BeginAsync(_ada, Clf, request)).Value;
        _ = (await _stage.SendAsync(begun.Uploads[0].Url, "1"u8.ToArray())).Value;
        _ = (await _stage.SendAsync(begun.Uploads[1].Url, "22"u8.ToArray())).Value;
        var lost = _stage.StoredBlobs.Single(name => name.StartsWith(ArtifactStage.Hash("22"u8.ToArray()), StringComparison.Ordinal));
        File.WriteAllBytes(Path.Combine(_stage.Folder, "blobs", lost[..2], lost), []);
        Assert.Equal(ErrorCodes.UploadMissing, (await _stage.CommitAsync(_ada, Clf, begun.Id)).Refusal!.Code);
        var again = (await _stage.BeginAsync(_ada, Clf, request)).Value;
        Assert.Equal(["b"], again.Uploads.Select(upload => upload.Path));
        _ = (await _stage.SendAsync(again.Uploads[0].Url, "22"u8.ToArray())).Value;
        _ = (await _stage.CommitAsync(_ada, Clf, begun.Id)).Value;
        await CleanAsync();
        Assert.Equal("22", await _stage.ReadAsync(_ada, Clf, "v0", "b"));
    }

    [Fact]
    public async Task Publishing_deleting_and_cleaning_at_once_never_loses_what_a_version_holds()
    {
        string[] contents = ["x", "y", "z"];
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var cleaning = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await CleanAsync();
            }
        }, Ct);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var round = 0; round < 12; round++)
            {
                // Two files out of three contents that others publish and delete meanwhile.
                var address = $"vision/iris/w{worker}";
                var member = await _stage.PublishAsync(_ada, address,
                    ("one", contents[(worker + round) % 3]), ("two", contents[(worker + round + 1) % 3]));
                Assert.Equal(contents[(worker + round) % 3], await _stage.ReadAsync(_ada, address, member.Version, "one"));
                Assert.Equal(contents[(worker + round + 1) % 3], await _stage.ReadAsync(_ada, address, member.Version, "two"));
                var deleted = await _stage.Get<VersionOperations>()
                    .DeleteAsync(_ada, ArtifactStage.Address(address), member.Version, false, Ct);
                Assert.False(deleted.IsRefused(out _));
            }
        }, Ct)));
        await done.CancelAsync();
        await cleaning;
        await CleanAsync();
        Assert.Empty(_stage.StoredBlobs);
        Assert.Empty(_stage.StagedUploads);
    }

    [Theory]
    [InlineData("artifact_versions", "delete", "")]
    [InlineData("version_files", "delete", "old.path = 'first'")]
    [InlineData("blobs", "update", "new.size = 5")]
    [InlineData("blobs", "delete", "old.size = 5")]
    [Isolates(nameof(UploadCleaner), nameof(BlobCleaner))]
    public async Task S_C1_what_cannot_be_cleaned_away_keeps_nothing_else(string table, string act, string rows)
    {
        await _stage.PublishAsync(_ada, Clf, ("first", "11111"));
        await _stage.PublishAsync(_ada, Clf, ("second", "22"));
        Assert.False((await DeleteAsync("v0")).IsRefused(out _));
        Assert.False((await DeleteAsync("v1")).IsRefused(out _));
        if (table == "artifact_versions")
        {
            rows = $"old.id = {await _stage.Database.ReadAsync(session => session.ScalarAsync<long>("select min(id) from artifact_versions"), Ct)}";
        }
        await using (await PlantedFault.PlantAsync(_stage.Database, act, table, rows))
        {
            await CleanAsync();
            Assert.Equal([5L], await _stage.Database.ReadAsync(session => session.QueryAsync<long>("select size from blobs union select size from version_files where size = 5"), Ct));
        }
        Pass(TimeSpan.FromHours(2));
        await CleanAsync();
        Assert.Empty(_stage.StoredBlobs);
    }

    [Fact]
    public async Task An_artifact_of_hundreds_of_versions_is_deleted_piece_by_piece()
    {
        await _stage.PublishAsync(_ada, Clf, ("a", "1"));
        await AddVersionsAsync(249);
        await LinkAsync();
        Assert.Equal(ErrorCodes.VersionInUse, (await DeleteAllAsync()).Refusal!.Code);
        Assert.False((await _stage.Get<ModelOperations>().DeleteAsync(_ada, CollectionAddress.OfModel("vision", "Iris"), Ct)).IsRefused(out _));
        Assert.Equal(250, await MembersAsync());

        await using (await PlantedFault.PlantAsync(_stage.Database, "delete", "memberships", "old.version_index = 150"))
        {
            await Assert.ThrowsAnyAsync<Exception>(DeleteAllAsync);
        }
        Assert.Equal(150, await MembersAsync());
        Assert.False((await DeleteAllAsync()).IsRefused(out _));

        Assert.Equal(0, await MembersAsync());
        Assert.Equal(ErrorCodes.NotFound, (await DeleteAllAsync()).Refusal!.Code);
        Assert.Equal("DELETE_COLLECTION", (await _stage.EventsAsync())[^1]);
        await CleanAsync();
        Assert.Empty(_stage.StoredBlobs);
    }

    private Task<Outcome<Unit>> DeleteAllAsync() => _stage.Get<ArtifactDeletion>().DeleteAsync(_ada, ArtifactStage.Address(Clf), false, Ct);

    private Task<long> MembersAsync() => _stage.Database.ReadAsync(session => session.ScalarAsync<long>("select count(*) from memberships"), Ct);

    /// <summary>Versions without files, as if they had been published after v0.</summary>
    private Task AddVersionsAsync(int count) => _stage.Database.WriteAsync(async tx =>
    {
        for (var index = 1; index <= count; index++)
        {
            var version = await tx.ScalarAsync<long>(
                """
                insert into artifact_versions (team_id, collection_id, state, listed, digest, aliases, size, file_count, created_at, created_by, touched_at, committed_at)
                select team_id, id, 'committed', true, cast(@index as text), '[]', 0, 0, 0, 'ada', 0, 0 from collections where name = 'clf' returning id
                """, new { index });
            await tx.ExecuteAsync(
                """
                insert into memberships (collection_id, artifact_version_id, version_index, created_at, created_by)
                select id, @version, @index, 0, 'ada' from collections where name = 'clf'
                """, new { version, index });
        }
        await tx.ExecuteAsync("update collections set next_index = @next where name = 'clf'", new { next = count + 1 });
    }, Ct);

    private Task<Outcome<Unit>> DeleteAsync(string version, bool force = false, Actor? actor = null) =>
        _stage.Get<VersionOperations>().DeleteAsync(actor ?? _ada, ArtifactStage.Address(Clf), version, force, Ct);

    private async Task LinkAsync()
    {
        _ = (await _stage.Get<ModelOperations>().CreateAsync(_ada, "vision", new() { Name = "Iris" }, Ct)).Value;
        _ = (await _stage.Get<LinkOperations>().LinkAsync(_ada, CollectionAddress.OfModel("vision", "Iris"), Clf + ":v0", ["prod"], Ct)).Value;
    }

    /// <summary>Both cleaners until neither finds anything.</summary>
    private async Task CleanAsync()
    {
        while (await _stage.Get<UploadCleaner>().RunOnceAsync(Ct) + await _stage.Get<BlobCleaner>().RunOnceAsync(Ct) > 0)
        {
        }
    }

    /// <summary>Lets time pass for the server and for the database.</summary>
    private void Pass(TimeSpan span)
    {
        _time.Shift += span;
        _stage.Database.ClockOffset += span;
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Shift.TotalSeconds * TimestampFrequency);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}

public sealed class SqliteCleaningTests() : CleaningConformance(TestEngine.Sqlite);

public sealed class PostgresCleaningTests() : CleaningConformance(TestEngine.Postgres);
