using Slipway.Api.Clients;
using Slipway.Api.Queues;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Xunit;

namespace Slipway.ServerTests.Launch;

/// <summary>The real server and the real agent as processes: jobs to their end, whoever is killed meanwhile.</summary>
public sealed class AgentJobTests : IAsyncLifetime
{
    private const string Team = "vision";
    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _marks = new();
    private readonly HttpClient _http = SlipwayClient.NewHttpClient();
    private readonly int _port = Ports.Free();
    private readonly string _adminKey = ServerProcess.NewAdminKey();
    private ServerProcess _server = null!;
    private LaunchScene _scene = null!;
    private AgentProcess _agent = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await StartServerAsync();
        _scene = await LaunchScene.SetUpAsync(new(_http, new Uri(_server.Url), _adminKey), Team, Ct, queue => queue with { CancelGraceSeconds = 5 });
        _agent = await AgentProcess.RegisterAsync(_server.Url, await _scene.TokenAsync(Ct), "box", null, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _server.DisposeAsync();
        _http.Dispose();
        _data.Dispose();
        _marks.Dispose();
    }

    [Fact]
    public async Task M16_a_job_runs_on_an_agent_with_its_config_and_its_log_is_there_while_it_runs()
    {
        await _scene.AddJobAsync("train", $"""echo "config $WANDB_CONFIG"; {Wait("go")}; echo over; exit 3""", Ct);
        await _agent.StartAsync(["--queue", "cpu"], Ct);
        var item = await _scene.EnqueueAsync("train", Ct, config: """{"epochs":3}""");

        await LogAsync(item, log => log.Contains("config {\"epochs\":3}\n", StringComparison.Ordinal));
        var running = await _scene.StateAsync(item.Id, Ct, ItemStates.Running);
        Assert.Equal(("box", 1), (running.Agent, running.Attempts));
        Mark("go");

        var ended = await _scene.StateAsync(item.Id, Ct, ItemStates.Failed);
        Assert.Equal(3, ended.ExitCode);
        Assert.EndsWith("over\n", await _scene.LogAsync(item.Run, Ct), StringComparison.Ordinal);
        Assert.Equal(("failed", 3), (await _scene.Admin.Runs.GetAsync(Team, LaunchScene.Project, item.Run, Ct)) is var run ? (run.State, run.ExitCode) : default);
    }

    [Fact]
    public async Task M16_a_job_that_is_cancelled_is_asked_to_end()
    {
        await _scene.AddJobAsync("train", "trap 'echo asked; exit 0' TERM; echo began; while :; do sleep 0.1; done", Ct);
        await _agent.StartAsync(["--queue", "cpu"], Ct);
        var item = await _scene.EnqueueAsync("train", Ct);
        await LogAsync(item, log => log.Contains("began", StringComparison.Ordinal));

        await _scene.Admin.Queues.CancelAsync(Team, item.Id, Ct);
        await _scene.StateAsync(item.Id, Ct, ItemStates.Cancelled);
        Assert.EndsWith("asked\n", await _scene.LogAsync(item.Run, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task M16_a_job_that_runs_too_long_is_ended()
    {
        await _scene.AddQueueAsync("brief", Ct, queue => queue with { RunTimeoutSeconds = 1 });
        await _scene.AddJobAsync("train", "sleep 60", Ct);
        await _agent.StartAsync(["--queue", "brief"], Ct);
        var item = await _scene.EnqueueAsync("train", Ct, "brief");

        var ended = await _scene.StateAsync(item.Id, Ct, ItemStates.Failed);
        Assert.StartsWith("run_timeout", ended.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task M16_an_agent_that_drains_ends_its_jobs_and_takes_no_more()
    {
        await _scene.AddJobAsync("train", Wait("go"), Ct);
        await _agent.StartAsync(["--queue", "cpu", "--slots", "2"], Ct);
        var item = await _scene.EnqueueAsync("train", Ct);
        await _scene.StateAsync(item.Id, Ct, ItemStates.Running);

        await _agent.TerminateAsync();
        await Eventually.TrueAsync(() => Task.FromResult(_agent.Output.Contains("takes no more jobs", StringComparison.Ordinal)), "the agent to drain", Ct);
        var late = await _scene.EnqueueAsync("train", Ct);
        Mark("go");
        Assert.Equal(0, await _agent.ExitAsync());
        Assert.Equal(ItemStates.Succeeded, (await _scene.ItemAsync(item.Id, Ct)).State);
        Assert.Equal(ItemStates.Queued, (await _scene.ItemAsync(late.Id, Ct)).State);
    }

    [Fact]
    public async Task B10_a_job_runs_once_and_to_its_end_though_its_agent_is_killed()
    {
        await _scene.AddJobAsync("train", $"""echo began; echo run >> {_marks["runs"]}; {Wait("go")}; echo ended; exit 4""", Ct);
        await _agent.StartAsync(["--queue", "cpu"], Ct);
        var item = await _scene.EnqueueAsync("train", Ct);
        await LogAsync(item, log => log.Contains("began", StringComparison.Ordinal));

        await _agent.KillAsync();
        await _agent.StartAsync(["--queue", "cpu"], Ct);
        await Eventually.TrueAsync(() => Task.FromResult(_agent.Output.Contains("attached again", StringComparison.Ordinal)), "the agent to find its job", Ct);
        Mark("go");

        var ended = await _scene.StateAsync(item.Id, Ct, ItemStates.Failed);
        Assert.Equal((4, 1), (ended.ExitCode, ended.Attempts));
        Assert.Equal("began\nended\n", await _scene.LogAsync(item.Run, Ct));
        Assert.Equal("run\n", await File.ReadAllTextAsync(_marks["runs"], Ct));
    }

    [Fact]
    public async Task B10_a_job_that_ended_while_its_agent_was_dead_is_told_by_the_next()
    {
        await _scene.AddJobAsync("train", $"""echo began; {Wait("go")}; echo ended; touch {_marks["over"]}; exit 5""", Ct);
        await _agent.StartAsync(["--queue", "cpu"], Ct);
        var item = await _scene.EnqueueAsync("train", Ct);
        await LogAsync(item, log => log.Contains("began", StringComparison.Ordinal));

        await _agent.KillAsync();
        Mark("go");
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(_marks["over"])), "the job to end", Ct);
        await _agent.StartAsync(["--queue", "cpu"], Ct);

        Assert.Equal(5, (await _scene.StateAsync(item.Id, Ct, ItemStates.Failed)).ExitCode);
        Assert.Equal("began\nended\n", await _scene.LogAsync(item.Run, Ct));
    }

    [Fact]
    public async Task B10_what_a_job_prints_and_how_it_ends_arrives_though_the_server_was_killed()
    {
        await _scene.AddJobAsync("train", $"""echo began; {Wait("go")}; echo unheard; touch {_marks["over"]}; exit 6""", Ct);
        await _agent.StartAsync(["--queue", "cpu"], Ct);
        var item = await _scene.EnqueueAsync("train", Ct);
        await LogAsync(item, log => log.Contains("began", StringComparison.Ordinal));

        await _server.KillAsync();
        Mark("go");
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(_marks["over"])), "the job to end", Ct);
        _server = await StartServerAsync();

        var ended = await _scene.StateAsync(item.Id, Ct, ItemStates.Failed);
        Assert.Equal((6, 1), (ended.ExitCode, ended.Attempts));
        Assert.Equal("began\nunheard\n", await _scene.LogAsync(item.Run, Ct));
    }

    [Fact]
    public async Task B10_what_a_job_printed_at_last_arrives_though_its_agent_was_killed_after_its_end()
    {
        await _scene.AddJobAsync("train", $"echo began; {Wait("go")}; echo unheard", Ct);
        await _agent.StartAsync(["--queue", "cpu"], Ct);
        var item = await _scene.EnqueueAsync("train", Ct);
        await LogAsync(item, log => log.Contains("began", StringComparison.Ordinal));

        await _server.KillAsync();
        Mark("go");
        await Eventually.TrueAsync(
            () => Task.FromResult(Directory.EnumerateFiles(_agent.DataFolder, "result.json", SearchOption.AllDirectories).Any()), "the agent to know the end", Ct);
        await _agent.KillAsync();
        _server = await StartServerAsync();
        await _agent.StartAsync(["--queue", "cpu"], Ct);

        await _scene.StateAsync(item.Id, Ct, ItemStates.Succeeded);
        Assert.Equal("began\nunheard\n", await _scene.LogAsync(item.Run, Ct));
    }

    [Fact]
    public async Task B10_the_fence_inside_a_job_lets_one_start_pass()
    {
        var enter = $"{AgentProcess.Built} enter";
        await _scene.AddJobAsync("train", $"{enter} && echo first; {enter} || echo second refused; exit 0", Ct);
        await _agent.StartAsync(["--queue", "cpu"], Ct);
        var item = await _scene.EnqueueAsync("train", Ct);

        await _scene.StateAsync(item.Id, Ct, ItemStates.Succeeded);
        var log = await _scene.LogAsync(item.Run, Ct);
        Assert.StartsWith("first\n", log, StringComparison.Ordinal);
        Assert.EndsWith("second refused\n", log, StringComparison.Ordinal);
    }

    private Task<ServerProcess> StartServerAsync() => ServerProcess.StartAsync(_data.Path, _adminKey, [], _port, Ct);

    /// <summary>Shell that goes on once the test has set the mark.</summary>
    private string Wait(string mark) => $"while [ ! -e {_marks[mark]} ]; do sleep 0.05; done";

    private void Mark(string name) => File.WriteAllText(_marks[name], "");

    private Task LogAsync(ItemResponse item, Func<string, bool> has) =>
        Eventually.TrueAsync(async () => has(await _scene.LogAsync(item.Run, Ct)), $"the log of item {item.Id}; the agent says {_agent.Output}", Ct);
}
