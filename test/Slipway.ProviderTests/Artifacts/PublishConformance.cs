using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Registry.Versions;
using Slipway.Testing;
using Slipway.Testing.Registry;
using Xunit;

namespace Slipway.ProviderTests.Artifacts;

/// <summary>Publishing on every database: announce, upload, commit (M18).</summary>
public abstract class PublishConformance(TestEngine engine) : IAsyncLifetime
{
    private const string Clf = "vision/iris/clf";
    private ArtifactStage _stage = null!;
    private Actor _ada = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await ArtifactStage.CreateAsync(engine);
        _ada = await _stage.ActorAsync("vision", name: "ada");
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task M18_a_published_version_has_its_files_metadata_and_aliases()
    {
        var request = ArtifactStage.Request(("model.bin", "weights"), ("conf/a.json", "{}")) with
        {
            Description = "first",
            Metadata = JsonElement.Parse("""{ "accuracy": 0.97, "name": "ünïcode" }"""),
            Aliases = ["best"],
        };
        var begun = (await _stage.BeginAsync(_ada, Clf, request)).Value;
        Assert.Null(begun.VersionIndex);
        Assert.Equal(["conf/a.json", "model.bin"], begun.Uploads.Select(upload => upload.Path));
        foreach (var upload in begun.Uploads)
        {
            var sent = (await _stage.SendAsync(upload.Url, Encoding.UTF8.GetBytes(upload.Path == "model.bin" ? "weights" : "{}"))).Value;
            Assert.True(sent.IsComplete);
        }
        var member = (await _stage.CommitAsync(_ada, Clf, begun.Id)).Value;
        Assert.Equal("v0", member.Version);

        var detail = (await _stage.Get<VersionOperations>().GetAsync(_ada, ArtifactStage.Address(Clf), "best", Ct)).Value.Version;
        Assert.Equal(["latest", "best"], detail.AliasNames);
        Assert.Equal("ada", detail.Source.CreatedBy);
        Assert.Equal(9, detail.Source.Size);
        Assert.Equal(2, detail.Source.FileCount);
        Assert.Equal("first", detail.Source.Description);
        Assert.Equal("ünïcode", VersionMetadata.Read(detail.Source.Metadata)!.Value.GetProperty("name").GetString());
        Assert.Equal("weights", await _stage.ReadAsync(_ada, Clf, "v0", "model.bin"));
        Assert.Equal("{}", await _stage.ReadAsync(_ada, Clf, "latest", "conf/a.json"));
        Assert.Equal(
            ["CREATE_COLLECTION", "CREATE_ARTIFACT v0", "ADD_ARTIFACT_ALIAS v0 best"], await _stage.EventsAsync());
    }

    [Fact]
    public async Task The_digest_of_a_version_is_also_the_wandb_clients()
    {
        var member = await _stage.PublishAsync(_ada, Clf, ("b", "2"), ("a", "1"));
        var version = await _stage.Database.ReadAsync(session => VersionLookup.FindByIdAsync(session, member.ArtifactVersionId), Ct);
        var lines = $"wandb-artifact-manifest-v1\na:{Md5("1")}\nb:{Md5("2")}\n";
        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(lines))), version!.DigestMd5);
    }

    [Fact]
    public async Task Commit_before_all_is_uploaded_names_what_is_missing_and_changes_nothing()
    {
        var begun = (await _stage.BeginAsync(_ada, Clf, ArtifactStage.Request(("a", "1"), ("b", "2")))).Value;
        _ = (await _stage.SendAsync(begun.Uploads[0].Url, "1"u8.ToArray())).Value;
        var refusal = (await _stage.CommitAsync(_ada, Clf, begun.Id)).Refusal!;
        Assert.Equal(ErrorCodes.UploadMissing, refusal.Code);
        Assert.Equal(["'b' was not uploaded."], refusal.Errors!["files"]);
        Assert.Equal(["CREATE_COLLECTION"], await _stage.EventsAsync());
        Assert.Equal(ErrorCodes.NotFound, await _stage.ReadAsync(_ada, Clf, "v0", "a"));
    }

    [Fact]
    public async Task Commit_is_repeated_without_harm()
    {
        var member = await _stage.PublishAsync(_ada, Clf, ("a", "1"));
        Assert.Equal(member.Id, (await _stage.CommitAsync(_ada, Clf, member.ArtifactVersionId)).Value.Id);
        Assert.Equal(["CREATE_COLLECTION", "CREATE_ARTIFACT v0"], await _stage.EventsAsync());
    }

    [Fact]
    public async Task Commits_at_the_same_moment_make_one_version()
    {
        var begun = (await _stage.BeginAsync(_ada, Clf, ArtifactStage.Request(("a", "1")))).Value;
        _ = (await _stage.SendAsync(begun.Uploads[0].Url, "1"u8.ToArray())).Value;
        var commits = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _stage.CommitAsync(_ada, Clf, begun.Id), Ct)));
        Assert.Single(commits.Select(commit => commit.Value.Id).Distinct());
        Assert.Equal(["CREATE_COLLECTION", "CREATE_ARTIFACT v0"], await _stage.EventsAsync());
    }

    [Fact]
    public async Task Content_identical_to_the_newest_version_answers_that_version_and_gives_it_the_aliases()
    {
        await _stage.PublishAsync(_ada, Clf, ("a", "1"));
        var again = (await _stage.BeginAsync(_ada, Clf, ArtifactStage.Request(("a", "1")) with { Aliases = ["again"] })).Value;
        Assert.Equal(0, again.VersionIndex);
        Assert.Empty(again.Uploads);
        Assert.Equal("v0", (await _stage.CommitAsync(_ada, Clf, again.Id)).Value.Version);
        Assert.Equal(["CREATE_COLLECTION", "CREATE_ARTIFACT v0", "ADD_ARTIFACT_ALIAS v0 again"], await _stage.EventsAsync());

        await _stage.PublishAsync(_ada, Clf, ("a", "2"));
        Assert.Equal("v2", (await _stage.PublishAsync(_ada, Clf, ("a", "1"))).Version);
    }

    [Fact]
    public async Task Content_that_the_team_has_is_not_asked_for_again()
    {
        await _stage.PublishAsync(_ada, Clf, ("a", "1"));
        var begun = (await _stage.BeginAsync(_ada, "vision/iris/other", ArtifactStage.Request(("moved", "1"), ("new", "2")))).Value;
        Assert.Equal(["new"], begun.Uploads.Select(upload => upload.Path));
        _ = (await _stage.SendAsync(begun.Uploads[0].Url, "2"u8.ToArray())).Value;
        _ = (await _stage.CommitAsync(_ada, "vision/iris/other", begun.Id)).Value;
        Assert.Equal("1", await _stage.ReadAsync(_ada, "vision/iris/other", "v0", "moved"));
        Assert.Equal(2, _stage.StoredBlobs.Count);
    }

    [Fact]
    public async Task M18_nobody_obtains_bytes_by_knowing_a_hash()
    {
        await _stage.PublishAsync(_ada, Clf, ("secret", "the weights"));
        var eve = await _stage.ActorAsync("others", name: "eve");
        var begun = (await _stage.BeginAsync(eve, "others/iris/stolen", ArtifactStage.Request(("mine", "the weights")))).Value;
        Assert.Equal(["mine"], begun.Uploads.Select(upload => upload.Path));
        Assert.Equal(ErrorCodes.UploadMissing, (await _stage.CommitAsync(eve, "others/iris/stolen", begun.Id)).Refusal!.Code);
        Assert.Equal(ErrorCodes.HashMismatch, (await _stage.SendAsync(begun.Uploads[0].Url, "not weights"u8.ToArray())).Refusal!.Code);
        Assert.Equal(ErrorCodes.NotFound, await _stage.ReadAsync(eve, Clf, "v0", "secret"));
        Assert.Equal(ErrorCodes.NotFound, await _stage.ReadAsync(eve, "others/iris/stolen", "v0", "mine"));

        // Who has the bytes may store them; they are kept once.
        _ = (await _stage.SendAsync(begun.Uploads[0].Url, "the weights"u8.ToArray())).Value;
        _ = (await _stage.CommitAsync(eve, "others/iris/stolen", begun.Id)).Value;
        Assert.Equal("the weights", await _stage.ReadAsync(eve, "others/iris/stolen", "v0", "mine"));
        Assert.Single(_stage.StoredBlobs);
    }

    [Fact]
    public async Task Content_that_is_only_uploaded_and_not_committed_is_not_readable_yet()
    {
        var begun = (await _stage.BeginAsync(_ada, Clf, ArtifactStage.Request(("a", "1")))).Value;
        _ = (await _stage.SendAsync(begun.Uploads[0].Url, "1"u8.ToArray())).Value;
        var bob = await _stage.ActorAsync("vision", name: "bob");
        Assert.Single((await _stage.BeginAsync(bob, "vision/iris/other", ArtifactStage.Request(("a", "1")))).Value.Uploads);
    }

    [Fact]
    public async Task An_announcement_repeated_by_its_publisher_goes_on_where_it_stopped()
    {
        var request = ArtifactStage.Request(("a", "1"), ("b", "2"));
        var first = (await _stage.BeginAsync(_ada, Clf, request)).Value;
        _ = (await _stage.SendAsync(first.Uploads[0].Url, "1"u8.ToArray())).Value;
        var second = (await _stage.BeginAsync(_ada, Clf, request with { Aliases = ["later"] })).Value;
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(["b"], second.Uploads.Select(upload => upload.Path));
        _ = (await _stage.SendAsync(second.Uploads[0].Url, "2"u8.ToArray())).Value;
        _ = (await _stage.CommitAsync(_ada, Clf, second.Id)).Value;
        Assert.Contains("ADD_ARTIFACT_ALIAS v0 later", await _stage.EventsAsync());

        var bob = await _stage.ActorAsync("vision", name: "bob");
        var unfinished = (await _stage.BeginAsync(_ada, Clf, ArtifactStage.Request(("a", "3")))).Value;
        Assert.NotEqual(unfinished.Id, (await _stage.BeginAsync(bob, Clf, ArtifactStage.Request(("a", "3")))).Value.Id);
        Assert.Equal(ErrorCodes.NotFound, (await _stage.CommitAsync(bob, Clf, unfinished.Id)).Refusal!.Code);
    }

    [Fact]
    public async Task A_list_longer_than_one_transaction_is_kept_whole()
    {
        var files = Enumerable.Range(0, 4_500).Select(i => ($"part/{i:D5}", (i % 3).ToString())).ToArray();
        await _stage.PublishAsync(_ada, "vision/iris/seed", ("0", "0"), ("1", "1"), ("2", "2"));
        var begun = (await _stage.BeginAsync(_ada, Clf, ArtifactStage.Request(files))).Value;
        Assert.Empty(begun.Uploads);
        _ = (await _stage.CommitAsync(_ada, Clf, begun.Id)).Value;
        var resolved = (await _stage.Get<ResolveOperations>().ResolveAsync(_ada, Clf + ":v0", Ct)).Value;
        Assert.Equal(files.Select(file => file.Item1), resolved.Files.Select(file => file.Path));
    }

    [Fact]
    public async Task An_empty_file_is_uploaded_like_any_other()
    {
        Assert.Equal("v0", (await _stage.PublishAsync(_ada, Clf, ("empty", ""))).Version);
        Assert.Equal("", await _stage.ReadAsync(_ada, Clf, "v0", "empty"));
    }

    [Fact]
    public async Task Wrong_role_wrong_type_and_wrong_project_are_refused_with_nothing_done()
    {
        var viewer = await _stage.ActorAsync("vision", Role.Viewer);
        var stranger = await _stage.ActorAsync("others");
        var request = ArtifactStage.Request(("a", "1"));
        Assert.Equal(ErrorCodes.Forbidden, (await _stage.BeginAsync(viewer, Clf, request)).Refusal!.Code);
        Assert.Equal(ErrorCodes.NotFound, (await _stage.BeginAsync(stranger, Clf, request)).Refusal!.Code);
        Assert.Equal(ErrorCodes.NotFound, (await _stage.BeginAsync(_ada, "vision/nowhere/clf", request)).Refusal!.Code);
        Assert.Equal(ErrorCodes.NameInvalid, (await _stage.BeginAsync(_ada, "vision/iris/..", request)).Refusal!.Code);
        Assert.Equal(ErrorCodes.AliasReserved, (await _stage.BeginAsync(_ada, Clf, request with { Aliases = ["v7"] })).Refusal!.Code);
        Assert.Empty(await _stage.EventsAsync());
        await _stage.PublishAsync(_ada, Clf, ("a", "1"));
        Assert.Equal(ErrorCodes.TypeMismatch, (await _stage.BeginAsync(_ada, Clf, request with { Type = "dataset" })).Refusal!.Code);
    }

    [Fact]
    public async Task Resolve_takes_all_three_forms_and_hides_what_the_caller_may_not_read()
    {
        var member = await _stage.PublishAsync(_ada, Clf, ("a", "1"));
        var resolve = _stage.Get<ResolveOperations>();
        var byId = member.ArtifactVersionId.ToReference();
        foreach (var reference in (string[])[Clf + ":v0", Clf + ":latest", byId])
        {
            var resolved = (await resolve.ResolveAsync(_ada, reference, Ct)).Value;
            Assert.Equal(member.ArtifactVersionId, resolved.Source.Id);
            Assert.Equal(["a"], resolved.Files.Select(file => file.Path));
        }
        var stranger = await _stage.ActorAsync("others");
        Assert.Equal(ErrorCodes.NotFound, (await resolve.ResolveAsync(stranger, byId, Ct)).Refusal!.Code);
        Assert.Equal(ErrorCodes.NotFound, (await resolve.ResolveAsync(stranger, Clf + ":v0", Ct)).Refusal!.Code);
        Assert.Equal(ErrorCodes.NotFound, (await resolve.ResolveAsync(_ada, new ArtifactVersionId(999).ToReference(), Ct)).Refusal!.Code);
        Assert.Equal(ErrorCodes.ReferenceInvalid, (await resolve.ResolveAsync(_ada, "nonsense", Ct)).Refusal!.Code);

        var pending = (await _stage.BeginAsync(_ada, Clf, ArtifactStage.Request(("a", "2")))).Value;
        Assert.Equal(ErrorCodes.NotFound, (await resolve.ResolveAsync(_ada, pending.Id.ToReference(), Ct)).Refusal!.Code);
    }

    private static string Md5(string content) => Convert.ToBase64String(MD5.HashData(Encoding.UTF8.GetBytes(content)));
}

public sealed class SqlitePublishTests() : PublishConformance(TestEngine.Sqlite);

public sealed class PostgresPublishTests() : PublishConformance(TestEngine.Postgres);
