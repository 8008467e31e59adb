using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.Access;
using Slipway.Api.Agents;
using Slipway.Api.Clients;
using Slipway.Api.Http;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Api.Transfers;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Xunit;

namespace Slipway.ServerTests.Launch;

/// <summary>Launch as people use it, over HTTP and by the command line (M16, M17).</summary>
public sealed class LaunchRestTests : IAsyncLifetime
{
    private const string Team = "vision";

    private readonly TemporaryFolder _files = new();
    private RunningServer _server = null!;
    private SlipwayClient _member = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        await _server.Admin.Access.CreateTeamAsync(Team, Ct);
        await _server.Admin.Access.CreateProjectAsync(Team, "iris", Ct);
        await _server.Admin.Access.CreateUserAsync(new CreateUserRequest { Name = "max" }, Ct);
        await _server.Admin.Access.PutMemberAsync(Team, "max", "member", Ct);
        _member = _server.ClientFor((await _server.Admin.Access.CreateApiKeyAsync("max", new CreateApiKeyRequest(), Ct)).Key);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _files.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task S_M5_tokens_and_agents_are_listed_narrowed_and_taken_back_by_command()
    {
        await CreateQueueAsync("cpu");
        Assert.Equal(0, (await CliRun.StartAsync(_files.Path, ["login", _server.Url, "--team", Team], _server.AdminKey + "\n", Ct)).ExitCode);
        var token = (await CliAsync("agent", "token", "create", "--queue", "cpu", "--queue", "gpu", "--name", "box")).Trim();
        Assert.Contains("agt-", token, StringComparison.Ordinal);
        var listed = await CliAsync("agent", "token", "list");
        Assert.Contains("cpu, gpu", listed, StringComparison.Ordinal);
        Assert.Contains("box", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("agt-", listed, StringComparison.Ordinal);

        using var http = SlipwayClient.NewHttpClient();
        using var agent = new ProtocolAgent(http, _server.Url);
        await agent.RegisterAsync(token.Split('\n')[0].Trim(), "box", Ct);
        Assert.Contains("cpu, gpu", await CliAsync("agent", "list"), StringComparison.Ordinal);
        Assert.Contains("box may serve cpu.", await CliAsync("agent", "allow", "box", "--queue", "cpu"), StringComparison.Ordinal);
        Assert.Contains("every queue of the team", await CliAsync("agent", "allow", "box", "--every-queue"), StringComparison.Ordinal);
        Assert.Contains("Deleted box.", await CliAsync("agent", "delete", "box", "--force"), StringComparison.Ordinal);

        await CliAsync("agent", "token", "--reusable");
        var id = (await _server.Admin.Agents.ListTokensAsync(Team, 50, Ct).ToListAsync(Ct)).Single().Id;
        Assert.Contains($"Revoked {id}.", await CliAsync("agent", "token", "revoke", id), StringComparison.Ordinal);
        await RefusedAsync(HttpStatusCode.Forbidden, ErrorCodes.Forbidden, () => _member.Agents.ListTokensAsync(Team, 50, Ct).ToListAsync(Ct).AsTask());
        await RefusedAsync(HttpStatusCode.Forbidden, ErrorCodes.Forbidden, () => _member.Agents.RevokeTokenAsync(Team, "1", Ct));
        await RefusedAsync(HttpStatusCode.Forbidden, ErrorCodes.Forbidden, () => _member.Agents.DeleteAsync(Team, "box", true, Ct));
    }

    [Fact]
    public async Task S_L3_The_dedupe_keys_of_automations_are_nobody_elses()
    {
        await _server.Admin.Queues.CreateAsync(Team, new QueueSettings { Name = "cpu", Resource = QueueResource.Process }, Ct);
        await _member.Jobs.CreateAsync(Team, "iris", new CreateJobRequest { Name = "j", Source = new JobSourceBody { Type = "image", Image = "alpine:3" } }, Ct);
        foreach (var key in (string[])["execution:1", "execution:"])
        {
            var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => _member.Queues.EnqueueAsync(
                Team, "cpu", new EnqueueItemRequest { Job = $"{Team}/iris/j", Project = "iris", DedupeKey = key }, Ct));
            Assert.Equal((HttpStatusCode.BadRequest, "dedupeKey"), (refused.Status, Assert.Single(refused.Problem.Errors!.Keys)));
        }
        Assert.Empty(await _member.Queues.ListItemsAsync(Team, "cpu", null, 10, Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task M16_a_queue_is_made_changed_paused_and_deleted_by_admins()
    {
        var made = await _server.Admin.Queues.CreateAsync(Team, new QueueSettings
        {
            Name = "gpu",
            Resource = QueueResource.Docker,
            Config = JsonElement.Parse("""{"gpus":"all","memory":"{{memory}}"}"""),
            TemplateVariables = [new() { Name = "memory", Schema = JsonElement.Parse("""{"type":"string","default":"2g"}""") }],
            Labels = ["gpu"],
        }, Ct);
        Assert.Equal((QueueResource.Docker, 2, 1800, 10, LostPolicy.Fail, false), (made.Resource, made.DefaultPriority, made.StartTimeoutSeconds, made.CancelGraceSeconds, made.LostPolicy, made.Paused));
        Assert.StartsWith("No live agent serves this queue", made.Warning, StringComparison.Ordinal);

        var changed = await _server.Admin.Queues.PatchAsync(Team, "gpu", new JsonObject { ["paused"] = true, ["maxConcurrency"] = 3, ["labels"] = new JsonArray() }, Ct);
        Assert.Equal((true, 3, 0, "2g"), (changed.Paused, changed.MaxConcurrency, changed.Labels.Count, changed.TemplateVariables[0].Schema.GetProperty("default").GetString()));
        Assert.Equal("gpu", (await _member.Queues.ListAsync(Team, 50, Ct).ToListAsync(Ct)).Single().Name);
        await RefusedAsync(HttpStatusCode.Forbidden, ErrorCodes.Forbidden, () => _member.Queues.DeleteAsync(Team, "gpu", false, Ct));
        await RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.NameTaken, () => CreateQueueAsync("gpu"));
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, ErrorCodes.ArgumentRefused, () => _server.Admin.Queues.PatchAsync(
            Team, "gpu", new JsonObject { ["config"] = new JsonObject { ["privileged"] = "true" } }, Ct));
        await _server.Admin.Queues.DeleteAsync(Team, "gpu", false, Ct);
        await RefusedAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound, () => _member.Queues.GetAsync(Team, "gpu", Ct));
    }

    [Theory]
    [InlineData("""{"name":"","resource":"process"}""", "name")]
    [InlineData("""{"name":"a/b","resource":"process"}""", "name")]
    [InlineData("""{"name":"a","resource":"vertex"}""", "resource")]
    [InlineData("""{"name":"a","resource":"process","defaultPriority":4}""", "defaultPriority")]
    [InlineData("""{"name":"a","resource":"process","maxConcurrency":0}""", "maxConcurrency")]
    [InlineData("""{"name":"a","resource":"process","maxAttempts":0}""", "maxAttempts")]
    [InlineData("""{"name":"a","resource":"process","lostPolicy":"maybe"}""", "lostPolicy")]
    [InlineData("""{"name":"a","resource":"docker","config":[]}""", "config")]
    [InlineData("""{"name":"a","resource":"docker","config":{"memory":"{{m}}"}}""", "config")]
    [InlineData("""{"name":"a","resource":"process","externalLinks":{"a":"javascript:x"}}""", "externalLinks")]
    public async Task A_wrong_queue_is_refused_naming_the_field(string body, string field)
    {
        var (status, problem) = await _server.SendAsync(HttpMethod.Post, $"teams/{Team}/queues", body, Ct);
        Assert.Equal((true, field), (status is 400 or 422, Assert.Single(problem["errors"]!.AsObject()).Key));
    }

    [Fact]
    public async Task M16_a_job_has_versions_and_the_same_content_is_the_same_version()
    {
        var first = await CreateJobAsync();
        Assert.Equal(("v0", "train", "artifact", "stable"), (first.Version, first.Name, first.Source.Type, first.Aliases[1]));
        Assert.Equal("v0", (await CreateJobAsync()).Version);
        var second = await CreateJobAsync("--slow");
        Assert.Equal("v1", second.Version);
        Assert.Equal(["v1", "v0"], (await _member.Jobs.ListVersionsAsync(Team, "iris", "train", 50, Ct).ToListAsync(Ct)).Select(job => job.Version));
        Assert.Equal("v1", (await _member.Jobs.ListAsync(Team, "iris", 50, Ct).ToListAsync(Ct)).Single().Version);
        Assert.Equal(["--slow"], (await _member.Jobs.GetVersionAsync(Team, "iris", "train", "latest", Ct)).Source.Args);
        var file = (await _member.Artifacts.ListFilesAsync(Team, "iris", "train", "v1", 50, Ct).ToListAsync(Ct)).Single();
        Assert.Equal("wandb-job.json", file.Path);
        await RefusedAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound, () => _member.Jobs.GetVersionAsync(Team, "iris", "code", "v0", Ct));
    }

    [Fact]
    public async Task M17_a_job_is_queued_seen_moved_repeated_and_cancelled()
    {
        await CreateQueueAsync("cpu");
        await CreateJobAsync();
        var model = await PublishAsync("clf", "model");
        var item = await _member.Queues.EnqueueAsync(Team, "cpu", new EnqueueItemRequest
        {
            Job = "vision/iris/train",
            Project = "iris",
            Overrides = new OverridesBody { RunConfig = JsonElement.Parse($$"""{"model":"wandb-artifact://{{model}}"}""") },
        }, Ct);
        Assert.Equal((ItemStates.Queued, WaitReasons.NoAgent, "v0", "max"), (item.State, item.Reason, item.JobVersion, item.CreatedBy));
        Assert.Equal(1, (await _member.Queues.GetAsync(Team, "cpu", Ct)).Queued);
        Assert.Equal(item.Id, (await _member.Queues.ListItemsAsync(Team, "cpu", "queued", 50, Ct).ToListAsync(Ct)).Single().Id);
        Assert.Equal(0, (await _member.Queues.SetPriorityAsync(Team, item.Id, 0, Ct)).Priority);
        Assert.Equal(ItemStates.Cancelled, (await _member.Queues.CancelAsync(Team, item.Id, Ct)).State);
        await RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.ItemEnded, () => _member.Queues.CancelAsync(Team, item.Id, Ct));
        var again = await _member.Queues.RerunAsync(Team, item.Id, Ct);
        Assert.Equal(item.Id, again.Cause!.RerunOf);
        var detail = await _member.Queues.GetItemAsync(Team, item.Id, Ct);
        Assert.Equal(["queued", "queued", "cancelled"], detail.Timeline.Select(step => step.To));
        Assert.StartsWith("wandb-artifact://_id/", detail.Overrides!.Artifacts!.Value.GetProperty("model").GetString(), StringComparison.Ordinal);
        var statistics = await _member.Queues.StatisticsAsync(Team, "cpu", null, Ct);
        Assert.Equal((1, 2), (statistics.Depth[WaitReasons.NoAgent], statistics.Minutes.Sum(minute => minute.Enqueued)));
        await RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.QueueInUse, () => _server.Admin.Queues.DeleteAsync(Team, "cpu", false, Ct));
    }

    [Fact]
    public async Task M16_a_registration_token_is_shown_once_and_rests_as_a_hash()
    {
        var token = await _server.Admin.Agents.CreateTokenAsync(Team, new CreateAgentTokenRequest { Description = "box" }, Ct);
        Assert.Matches("^agt-[A-Za-z0-9]{40}$", token.Token);
        Assert.DoesNotContain(token.Token, token.ToString(), StringComparison.Ordinal);
        var kept = await _server.Database.ReadAsync(session => session.QueryAsync<string>("select token_hash from agent_tokens"), Ct);
        Assert.Equal(Slipway.Access.Keys.ApiKeyText.Hash(token.Token), kept.Single());
        await RefusedAsync(HttpStatusCode.BadRequest, ErrorCodes.Invalid,
            () => _server.Admin.Agents.CreateTokenAsync(Team, new CreateAgentTokenRequest { ExpiresInSeconds = 31 * 86_400 }, Ct));
        await RefusedAsync(HttpStatusCode.Forbidden, ErrorCodes.Forbidden, () => _member.Agents.CreateTokenAsync(Team, new CreateAgentTokenRequest(), Ct));
        Assert.Empty(await _member.Agents.ListAsync(Team, 50, Ct).ToListAsync(Ct));
        await RefusedAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound, () => _server.Admin.Agents.PatchAsync(Team, "box", new PatchAgentRequest { Draining = true }, Ct));
    }

    [Fact]
    public async Task M16_the_command_line_makes_a_queue_and_a_job_and_launches_it()
    {
        Directory.CreateDirectory(_files["code"]);
        await File.WriteAllTextAsync(Path.Combine(_files["code"], "train.py"), "print(1)", Ct);
        Assert.Equal(0, (await CliRun.StartAsync(_files.Path, ["login", _server.Url, "--team", Team], _server.AdminKey + "\n", Ct)).ExitCode);
        await CliAsync("queue", "create", "cpu", "--resource", "process");
        await CliAsync("job", "create", "code", _files["code"], "--name", "vision/iris/train", "--entry-point", "python", "--entry-point", "train.py");
        var launched = await CliAsync("launch", "iris/train", "--queue", "cpu", "--project", "iris", "--config", "epochs=3", "--json");
        var id = JsonElement.Parse(launched).GetProperty("id").GetString()!;
        var shown = JsonElement.Parse(await CliAsync("item", "show", id, "--json"));
        Assert.Equal(3, shown.GetProperty("overrides").GetProperty("runConfig").GetProperty("epochs").GetInt32());
        Assert.Contains("no_agent", await CliAsync("queue", "items", "cpu"), StringComparison.Ordinal);
        Assert.Contains("1 no_agent", await CliAsync("queue", "stats", "cpu"), StringComparison.Ordinal);
        Assert.Contains($"Cancelled {id}", await CliAsync("item", "cancel", id), StringComparison.Ordinal);
        Assert.Contains("paused", await CliAsync("queue", "pause", "cpu"), StringComparison.Ordinal);
        Assert.StartsWith("agt-", await CliAsync("agent", "token"), StringComparison.Ordinal);
        await CliAsync("queue", "delete", "cpu");
    }

    private async Task<string> CliAsync(params string[] arguments)
    {
        var run = await CliRun.StartAsync(_files.Path, arguments, null, Ct);
        Assert.True(run.ExitCode == 0, $"slipway {string.Join(' ', arguments)}: {run.ExitCode}\n{run.Output}\n{run.Error}");
        return run.Output;
    }

    private Task<QueueResponse> CreateQueueAsync(string name) =>
        _server.Admin.Queues.CreateAsync(Team, new QueueSettings { Name = name, Resource = QueueResource.Process }, Ct);

    private async Task<JobVersionResponse> CreateJobAsync(params string[] arguments)
    {
        var code = await PublishAsync("code", "code");
        return await _member.Jobs.CreateAsync(Team, "iris", new CreateJobRequest
        {
            Name = "train",
            Source = new JobSourceBody { Type = JobSources.Artifact, Artifact = code, EntryPoint = ["python", "train.py"], Args = arguments.Length == 0 ? null : arguments },
            Aliases = arguments.Length == 0 ? ["stable"] : null,
        }, Ct);
    }

    private async Task<string> PublishAsync(string name, string type)
    {
        var path = _files[name + ".txt"];
        await File.WriteAllTextAsync(path, "print(1)", Ct);
        var version = await _member.Artifacts.PublishAsync(Team, "iris", name,
            new PublishPlan { Type = type, Files = [new LocalFile { Path = "train.py", FullName = path, Size = new FileInfo(path).Length }] }, new TransferOptions(), Ct);
        return $"{Team}/iris/{name}:{version.Version}";
    }

    private static async Task RefusedAsync(HttpStatusCode status, string code, Func<Task> act)
    {
        var refusal = await Assert.ThrowsAsync<SlipwayApiException>(act);
        Assert.Equal((status, code), (refusal.Status, refusal.Code));
    }
}
