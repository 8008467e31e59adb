using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Slipway.Access;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Api;
using Slipway.Api.Artifacts;
using Slipway.Api.Clients;
using Slipway.Api.Http;
using Slipway.Api.Registry;
using Slipway.Api.Runs;
using Slipway.Api.Transfers;
using Slipway.Runs.Lifecycle;
using Slipway.ServerTests.Registry;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Runs;

/// <summary>What the key of a job opens, and what it does not.</summary>
public sealed class JobKeyTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private readonly HttpClient _http = SlipwayClient.NewHttpClient();
    private readonly TemporaryFolder _files = new();
    private RegistryScene _scene = null!;
    private SlipwayClient _job = null!;
    private string _key = null!;
    private long _keyNumber;
    private string _run = null!;
    private string _given = null!;
    private string _other = null!;
    private string _givenId = null!;

    public async ValueTask InitializeAsync()
    {
        _scene = await RegistryScene.StartAsync(Ct);
        var admin = _scene.Admin;
        await admin.Access.CreateProjectAsync("acme", "ci", Ct);
        _given = await _scene.PublishAsync("classifier", Ct);
        _other = await _scene.PublishAsync("classifier", Ct);
        _givenId = (await admin.Artifacts.GetVersionAsync("acme", "iris", "classifier", "v0", Ct)).Id;
        await admin.Registry.CreateModelAsync("acme", new CreateRegisteredModelRequest { Name = "Iris" }, Ct);
        await admin.Registry.LinkAsync("acme", "Iris", new LinkVersionRequest { Source = _given, Aliases = ["prod"] }, Ct);
        await admin.Registry.LinkAsync("acme", "Iris", new LinkVersionRequest { Source = _other }, Ct);
        _key = ApiKeyText.JobPrefix + ApiKeyText.Create();
        await _scene.Server.Database.WriteAsync(async tx =>
        {
            var place = await ProjectAccess.RequireAsync(tx, Actor.System, "acme", "ci", Permission.Publish);
            var run = await RunLifecycle.PrepareAsync(tx, new LaunchedRun
            {
                Team = place.Team,
                Project = place.Project,
                Queue = "gpu",
                Job = "acme/ci/evaluate:v0",
                Automation = "evaluate-prod",
                Event = 5,
                Depth = 1,
                By = "admin",
            });
            await RunLifecycle.NoteItemAsync(tx, run.Id, 77);
            await RunLifecycle.AddInputAsync(tx, run.Id, long.Parse(_givenId, CultureInfo.InvariantCulture), "model");
            _run = run.Key;
            // The name of a user, so that nothing is opened by a name alone.
            _keyNumber = await JobKeys.AdmitAsync(tx, _key, "admin", new ActorLimits
            {
                TeamId = place.Team.Id,
                ProjectId = place.Project.Id,
                Run = run.Id.Value,
                ArtifactVersions = new HashSet<long> { long.Parse(_givenId, CultureInfo.InvariantCulture) },
            }, depth: 1);
        }, Ct);
        _job = _scene.Server.ClientFor(_key);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _files.Dispose();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task M17_A_job_reports_its_run_and_says_what_caused_it()
    {
        var run = await _job.Runs.CreateAsync("acme", "ci", new CreateRunRequest { Id = _run }, Ct);
        Assert.Equal((RunStates.Running, "evaluate-prod", "5", "gpu", "77", "acme/ci/evaluate:v0"),
            (run.State, run.Cause!.Automation, run.Cause.Event, run.Cause.Queue, run.Cause.Item, run.Cause.Job));
        await _job.Runs.AppendHistoryAsync("acme", "ci", _run, [JsonElement.Parse("""{"acc":0.9}""")], Ct);
        await _job.Runs.AppendLogAsync("acme", "ci", _run, 0, "hello\n"u8.ToArray(), Ct);
        await _job.Runs.PutFileAsync("acme", "ci", _run, "report.txt", new MemoryStream("fine"u8.ToArray()), Ct);
        Assert.Equal(RunStates.Finished, (await _job.Runs.FinishAsync("acme", "ci", _run, 0, Ct)).State);
        var artifact = Assert.Single((await _job.Runs.GetAsync("acme", "ci", _run, Ct)).Artifacts);
        Assert.Equal((ArtifactUses.Input, "model"), (artifact.Use, artifact.UsedAs));
    }

    [Fact]
    public async Task M17_A_job_downloads_the_version_it_was_given_by_whatever_reference()
    {
        var id = (await _scene.Admin.Artifacts.ResolveAsync(_given, Ct)).Ref;
        foreach (var reference in (string[])[id, _given, "acme/model-registry/Iris:prod", "acme/model-registry/Iris:v0", "wandb-artifact://" + _given])
        {
            var resolved = await _job.Artifacts.ResolveAsync(reference, Ct);
            Assert.Equal((id, 1), (resolved.Ref, resolved.Files.Count));
            var folder = _files[Guid.NewGuid().ToString("n")];
            var downloaded = await _job.Artifacts.DownloadAsync(resolved, folder, new TransferOptions(), Ct);
            Assert.StartsWith("weights", await File.ReadAllTextAsync(Assert.Single(downloaded), Ct), StringComparison.Ordinal);
        }
        Assert.Equal("v0", (await _job.Artifacts.GetVersionAsync("acme", "iris", "classifier", "v0", Ct)).Version);
        foreach (var reference in (string[])[_other, "acme/iris/classifier:latest", "acme/model-registry/Iris:v1",
            (await _scene.Admin.Artifacts.ResolveAsync(_other, Ct)).Ref])
        {
            var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => _job.Artifacts.ResolveAsync(reference, Ct));
            Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        }
    }

    [Fact]
    public async Task M17_A_job_publishes_to_its_project_and_the_version_is_an_output_of_its_run()
    {
        var path = _files["model.bin"];
        await File.WriteAllTextAsync(path, "trained", Ct);
        var plan = new PublishPlan
        {
            Type = "model",
            Files = [new LocalFile { Path = "model.bin", FullName = path, Size = new FileInfo(path).Length }],
            Aliases = ["best"],
        };
        var version = await _job.Artifacts.PublishAsync("acme", "ci", "trained", plan, new TransferOptions(), Ct);
        Assert.Equal("v0", version.Version);
        Assert.Equal("trained", await TextOfAsync("projects/ci/artifacts/trained/versions/best/files/model.bin"));
        var run = await _job.Runs.GetAsync("acme", "ci", _run, Ct);
        Assert.Equal(version.Ref, run.Artifacts.Single(artifact => artifact.Use == ArtifactUses.Output).Ref);
        Assert.Equal("trained", (await _job.Artifacts.ListAsync("acme", "ci", 10, Ct).SingleAsync(Ct)).Name);
        var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => _job.Artifacts.PublishAsync("acme", "iris", "trained", plan, new TransferOptions(), Ct));
        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
    }

    [Fact]
    public async Task A_job_obtains_no_bytes_of_another_project_by_knowing_their_hash()
    {
        var secret = (await _scene.Admin.Artifacts.ResolveAsync(_other, Ct)).Files[0];
        var announced = await _job.Artifacts.CreateVersionAsync("acme", "ci", "copy", new CreateVersionRequest
        {
            Type = "model",
            Files = [new FileEntry { Path = "model.bin", Size = secret.Size, Sha256 = secret.Sha256 }],
        }, Ct);
        Assert.Single(announced.Uploads);
    }

    [Fact]
    public async Task M17_A_job_opens_nothing_else()
    {
        (string Method, string Path, string Body, int Status)[] requests =
        [
            ("GET", "projects/iris/artifacts", "", 404),
            ("GET", "projects/iris/artifacts/classifier", "", 404),
            ("GET", "projects/iris/artifacts/classifier/versions", "", 404),
            ("GET", "projects/iris/artifacts/classifier/versions/v1/files/model.bin", "", 404),
            ("GET", "projects/iris/runs", "", 404),
            ("POST", "projects/iris/runs", "{}", 404),
            ("PUT", "projects/iris/artifacts/classifier/aliases/best", """{"version":"v0"}""", 403),
            ("DELETE", "projects/iris/artifacts/classifier/versions/v0", "", 403),
            ("GET", "registry/models", "", 403),
            ("GET", "registry/models/Iris", "", 404),
            ("GET", "registry/models/Iris/versions", "", 404),
            ("POST", "registry/models", """{"name":"Mine"}""", 403),
            ("POST", "registry/models/Iris/versions", """{"source":"acme/iris/classifier:v0"}""", 403),
            ("DELETE", "registry/models/Iris", "", 403),
            ("PUT", "registry/models/Iris/aliases/prod", """{"version":"v1"}""", 403),
            ("GET", "secrets", "", 403),
            ("PUT", "secrets/TOKEN", """{"value":"a-long-enough-value"}""", 403),
            ("GET", "webhooks", "", 403),
            ("GET", "automations", "", 403),
            ("GET", "events", "", 403),
            ("GET", "deliveries", "", 403),
            ("GET", "members", "", 403),
            ("GET", "projects", "", 403),
            ("POST", "projects", """{"name":"more"}""", 403),
            ("DELETE", "", "", 403),
            ("POST", "../../teams", """{"name":"mine"}""", 403),
            ("POST", "../../users/admin/api-keys", "{}", 404),
            ("GET", "../../users/admin/api-keys", "", 404),
            ("GET", "../../users", "", 403),
            ("GET", "../../audit?team=acme", "", 403),
        ];
        var answers = new List<string>();
        foreach (var (method, path, body, _) in requests)
        {
            var (status, _) = await _scene.SendAsync(method, path, body.Length == 0 ? null : body, Ct, _key);
            answers.Add($"{method} {path} {(int)status}");
        }
        Assert.Equal(requests.Select(request => $"{request.Method} {request.Path} {request.Status}"), answers);
    }

    [Fact]
    public async Task S_M2_M17_A_job_deletes_nothing_and_writes_to_no_run_but_its_own()
    {
        await PublishAsync("trained");
        var admin = _scene.Admin;
        await admin.Runs.CreateAsync("acme", "ci", new CreateRunRequest { Id = "others" }, Ct);
        await admin.Runs.PutFileAsync("acme", "ci", "others", "a.txt", new MemoryStream("theirs"u8.ToArray()), Ct);
        await _job.Runs.CreateAsync("acme", "ci", new CreateRunRequest { Id = _run }, Ct);
        await _job.Runs.PutFileAsync("acme", "ci", _run, "a.txt", new MemoryStream("mine"u8.ToArray()), Ct);
        (string Method, string Path, string Body, int Status)[] requests =
        [
            ("DELETE", "projects/ci/artifacts/trained/versions/v0", "", 403),
            ("DELETE", "projects/ci/artifacts/trained/versions/v0?force=true", "", 403),
            ("DELETE", "projects/ci/artifacts/trained", "", 403),
            ("DELETE", "projects/ci/artifacts/trained?force=true", "", 403),
            ("DELETE", "projects/ci/artifacts/trained/aliases/latest", "", 403),
            ("DELETE", "projects/ci/runs/others", "", 403),
            ("DELETE", "projects/ci/runs/others/files/a.txt", "", 403),
            ("DELETE", $"projects/ci/runs/{_run}", "", 403),
            ("DELETE", $"projects/ci/runs/{_run}/files/a.txt", "", 403),
            ("POST", "projects/ci/runs/others/kill", "{}", 403),
            ("POST", $"projects/ci/runs/{_run}/kill", "{}", 403),
            ("PATCH", "projects/ci/runs/others", """{"name":"mine"}""", 403),
            ("POST", "projects/ci/runs/others/heartbeat", "{}", 403),
            ("POST", "projects/ci/runs/others/finish", """{"exitCode":0}""", 403),
            ("POST", "projects/ci/runs/others/history", """{"rows":[{"loss":1}]}""", 403),
            ("POST", "projects/ci/runs/others/logs?offset=0", "\"x\"", 403),
            ("PUT", "projects/ci/runs/others/files/b.txt", "\"x\"", 403),
            ("POST", "projects/ci/runs/others/artifacts", $$"""{"ref":"{{_given}}"}""", 403),
            ("POST", "projects/ci/runs", """{"id":"others"}""", 409),
            ("GET", "projects/ci/runs/others", "", 200),
            ("GET", "projects/ci/runs/others/history", "", 200),
            ("GET", "projects/ci/artifacts/trained/versions/v0", "", 200),
            ("POST", $"projects/ci/runs/{_run}/heartbeat", "{}", 204),
            ("PATCH", $"projects/ci/runs/{_run}", """{"name":"mine"}""", 200),
            ("POST", $"projects/ci/runs/{_run}/artifacts", $$"""{"ref":"{{_given}}"}""", 201),
        ];
        var answers = new List<string>();
        foreach (var (method, path, body, _) in requests)
        {
            var (status, _) = await _scene.SendAsync(method, path, body.Length == 0 ? null : body, Ct, _key);
            answers.Add($"{method} {path} {(int)status}");
        }
        Assert.Equal(requests.Select(request => $"{request.Method} {request.Path} {request.Status}"), answers);
        Assert.Equal("theirs", await TextOfAsync("projects/ci/runs/others/files/a.txt"));
    }

    [Fact]
    public async Task S_M2_A_job_starts_further_runs_and_tells_of_them_but_takes_none_that_waits_for_another()
    {
        await _job.Runs.CreateAsync("acme", "ci", new CreateRunRequest { Id = "fold-1" }, Ct);
        await _job.Runs.AppendHistoryAsync("acme", "ci", "fold-1", [JsonElement.Parse("""{"acc":0.9}""")], Ct);
        Assert.Equal(RunStates.Finished, (await _job.Runs.FinishAsync("acme", "ci", "fold-1", 0, Ct)).State);
        var version = await PublishAsync("folded", "fold-1");
        Assert.Equal(version, Assert.Single((await _job.Runs.GetAsync("acme", "ci", "fold-1", Ct)).Artifacts).Ref);

        var waiting = await _scene.Server.Database.WriteAsync(async tx =>
        {
            var place = await ProjectAccess.RequireAsync(tx, Actor.System, "acme", "ci", Permission.Publish);
            return (await RunLifecycle.PrepareAsync(tx, new LaunchedRun
            {
                Team = place.Team,
                Project = place.Project,
                Queue = "gpu",
                Job = "acme/ci/evaluate:v0",
                Depth = 1,
                By = "admin",
            })).Key;
        }, Ct);
        var taken = await Assert.ThrowsAsync<SlipwayApiException>(() => _job.Runs.CreateAsync("acme", "ci", new CreateRunRequest { Id = waiting }, Ct));
        Assert.Equal(ErrorCodes.RunIdTaken, taken.Code);
        Assert.Equal(RunStates.Pending, (await _scene.Admin.Runs.GetAsync("acme", "ci", waiting, Ct)).State);
        await Assert.ThrowsAsync<SlipwayApiException>(() => PublishAsync("planted", waiting));
    }

    [Fact]
    public async Task A_job_key_that_has_expired_is_unauthorized()
    {
        await _scene.Server.Database.WriteAsync(tx => JobKeys.ExpireAsync(tx, _keyNumber, TimeSpan.FromMinutes(10)), Ct);
        await _job.Runs.GetAsync("acme", "ci", _run, Ct);
        _scene.Server.Database.ClockOffset = TimeSpan.FromMinutes(11);
        var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => _job.Runs.GetAsync("acme", "ci", _run, Ct));
        Assert.Equal((HttpStatusCode.Unauthorized, ErrorCodes.Unauthorized), (refused.Status, refused.Code));
    }

    private async Task<string> PublishAsync(string name, string? run = null)
    {
        var path = _files[$"{name}.bin"];
        await File.WriteAllTextAsync(path, name, Ct);
        var plan = new PublishPlan { Type = "model", Files = [new LocalFile { Path = "model.bin", FullName = path, Size = new FileInfo(path).Length }], Run = run };
        return (await _job.Artifacts.PublishAsync("acme", "ci", name, plan, new TransferOptions(), Ct)).Ref!;
    }

    private async Task<string> TextOfAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_scene.Server.Url}/api/v1/teams/acme/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        using var answer = await _http.SendAsync(request, Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }
}
