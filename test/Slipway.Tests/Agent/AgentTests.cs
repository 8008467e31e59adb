using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;
using Slipway.Agent.Processes;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Api.Jobs;
using Slipway.Testing;

namespace Slipway.Tests.Agent;

/// <summary>The real agent against the protocol: what it promises when it, its host or the server dies.</summary>
public sealed class AgentTests : IAsyncLifetime
{
    private ProtocolServer _server = null!;
    private AgentUnderTest _agent = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ProtocolServer.StartAsync();
        _agent = await AgentUnderTest.RegisterAsync(_server, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task M17_a_job_runs_with_its_variables_and_its_log_arrives_masked()
    {
        _agent.Start();
        _server.Offer(Specs.Of(1, "bash", "-c", "echo run $WANDB_RUN_ID key $WANDB_API_KEY; env | grep -c SLIPWAY_AGENT; exit 0"));

        var end = await FinishedAsync();

        Assert.Equal((AttemptOutcomes.Succeeded, 0, null), (end.Request.Outcome, end.Request.ExitCode, end.Request.Reason));
        Assert.Equal("run run1 key ***\n0\n", _server.LogOf("a1"));
        Assert.Equal(["a1"], _server.Starts);
        await GoneAsync();
    }

    [Theory]
    [InlineData("exit 3", 3, "exit_code: ")]
    [InlineData("kill -KILL $$", 137, "exit_code: ")]
    [InlineData("no-such-command", 127, "exit_code: the job ended with exit code 127, by which a shell says that a command or the interpreter of a script was not found;")]
    [InlineData("echo 'echo x' > helper.sh; ./helper.sh", 126, "exit_code: the job ended with exit code 126, by which a shell says that a file may not be executed;")]
    public async Task A_job_that_fails_says_how(string script, int code, string reason)
    {
        _agent.Start();
        _server.Offer(Specs.Of(1, "bash", "-c", script));

        var end = (await FinishedAsync()).Request;

        Assert.Equal((AttemptOutcomes.Failed, code), (end.Outcome, end.ExitCode));
        Assert.StartsWith(reason, end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_missing_is_told()
    {
        _agent.Start();
        _server.Offer(Specs.Of(1, "no-such-program"));

        Assert.StartsWith("start_failed: there is no program 'no-such-program'", (await FinishedAsync()).Request.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_local_policy_wins_over_the_server()
    {
        var policy = Path.Combine(_agent.DataFolder, "policy.json");
        await File.WriteAllTextAsync(policy, """{"commands":["python*"]}""", Ct);
        _agent.Start("--policy", policy);
        _server.Offer(Specs.Of(1, "bash", "-c", "echo ran"));

        var end = (await FinishedAsync()).Request;

        Assert.Equal((AttemptOutcomes.Failed, "policy: this agent does not run the command 'bash'."), (end.Outcome, end.Reason));
        Assert.Empty(_server.Starts);
    }

    [Fact]
    public async Task B10_a_job_survives_the_kill_of_its_agent_and_is_attached_again()
    {
        _agent.Start();
        _server.Offer(Gated(1));
        await LoggedAsync("a1", "begun");

        await _agent.KillAsync();
        _agent.Start();
        await PrintedAsync("attached again");
        Open(1);
        var end = (await FinishedAsync()).Request;

        Assert.Equal((AttemptOutcomes.Succeeded, 0), (end.Outcome, end.ExitCode));
        Assert.Equal("begun\nended\n", _server.LogOf("a1"));
        Assert.Equal(["a1"], _server.Starts);
        await GoneAsync();
    }

    [Fact]
    public async Task B10_a_job_that_ended_while_the_agent_was_away_is_told_by_the_next()
    {
        _agent.Start();
        _server.Offer(Gated(1));
        await LoggedAsync("a1", "begun");
        await _agent.KillAsync();
        Open(1);
        var folder = _agent.Spool.Of("1", 1);
        await Eventually.TrueAsync(() => Task.FromResult(folder.End is not null), "the end of the job", Ct);

        _agent.Start();

        Assert.Equal(AttemptOutcomes.Succeeded, (await FinishedAsync()).Request.Outcome);
        Assert.Equal("begun\nended\n", _server.LogOf("a1"));
    }

    [Fact]
    public async Task B10_a_server_that_is_away_misses_nothing()
    {
        _agent.Start();
        _server.Offer(Gated(1));
        await LoggedAsync("a1", "begun");

        _server.IsDown = true;
        Open(1);
        var folder = _agent.Spool.Of("1", 1);
        await Eventually.TrueAsync(() => Task.FromResult(folder.End is not null), "the end of the job", Ct);
        _server.IsDown = false;

        Assert.Equal(AttemptOutcomes.Succeeded, (await FinishedAsync()).Request.Outcome);
        Assert.Equal("begun\nended\n", _server.LogOf("a1"));
    }

    [Fact]
    public async Task B10_a_server_that_is_away_while_a_jobs_code_is_fetched_fails_no_job()
    {
        _server.CodeAnswersToLose = 2;
        _agent.Start();
        _server.Offer(Specs.Of(1, "bash", "-c", "echo ran") with { SourceType = JobSources.Artifact, CodeArtifact = "wandb-artifact://_id/42" });

        Assert.Equal((AttemptOutcomes.Succeeded, null), (await FinishedAsync()).Request is var end ? (end.Outcome, end.Reason) : default);
        Assert.Equal(0, _server.CodeAnswersToLose);
    }

    [Fact]
    public async Task B10_an_answer_to_a_claim_that_is_lost_is_asked_for_again()
    {
        _server.ClaimAnswersToLose = 2;
        _agent.Start();
        _server.Offer(Specs.Of(1, "true"));

        Assert.Equal(AttemptOutcomes.Succeeded, (await FinishedAsync()).Request.Outcome);
        Assert.Equal(["a1"], _server.Starts);
    }

    [Fact]
    public async Task A_cancellation_reaches_the_job()
    {
        _agent.Start();
        _server.Offer(Gated(1));
        await LoggedAsync("a1", "begun");

        _server.Cancel("a1");

        Assert.Equal(AttemptOutcomes.Cancelled, (await FinishedAsync()).Request.Outcome);
    }

    [Fact]
    public async Task An_attempt_that_is_another_agents_now_is_ended_and_forgotten()
    {
        _agent.Start();
        _server.Offer(Gated(1));
        await LoggedAsync("a1", "begun");
        var job = _agent.Spool.Of("1", 1).Job;

        _server.Held.TryRemove("a1", out _);

        await GoneAsync();
        Assert.False(ProcessTable.IsAlive(job));
        Assert.Empty(_server.Finished);
    }

    [Fact]
    public async Task A_job_that_nobody_holds_any_more_is_ended_at_the_next_start()
    {
        _agent.Start();
        _server.Offer(Gated(1));
        await LoggedAsync("a1", "begun");
        var job = _agent.Spool.Of("1", 1).Job;
        await _agent.KillAsync();
        Assert.True(ProcessTable.IsAlive(job));
        _server.Held.TryRemove("a1", out _);

        _agent.Start();

        await GoneAsync();
        Assert.False(ProcessTable.IsAlive(job));
    }

    [Fact]
    public async Task What_the_server_believes_to_be_here_and_is_not_is_given_back()
    {
        _server.Hold(Specs.Of(8, "true"), "starting");
        _agent.Start();

        var (attempt, end) = await FinishedAsync();

        Assert.Equal(("a8", AttemptOutcomes.NotStarted, 108), (attempt, end.Outcome, end.Fence));
    }

    [Fact]
    public async Task As_many_jobs_run_at_once_as_there_are_slots()
    {
        _agent.Start("--slots", "2");
        foreach (var item in Enumerable.Range(1, 3))
        {
            _server.Offer(Gated(item));
        }

        await LoggedAsync("a1", "begun");
        await LoggedAsync("a2", "begun");
        Assert.Equal(2, _server.Starts.Count);
        Open(2);
        await LoggedAsync("a3", "begun");
        Assert.Equal("a2", Assert.Single(_server.Finished).Attempt);
    }

    [Fact]
    public async Task The_first_signal_drains_and_waits_for_what_runs()
    {
        _agent.Start("--slots", "2");
        _server.Offer(Gated(1));
        await LoggedAsync("a1", "begun");

        _agent.Signal(Libc.SIGTERM);
        await PrintedAsync("ending: takes no more jobs");
        _server.Offer(Specs.Of(2, "true"));
        Open(1);

        Assert.Equal(0, await _agent.EndAsync());

        // What the last request had been given already goes back unstarted.
        var ends = _server.Finished.ToDictionary(end => end.Attempt, end => end.Request.Outcome);
        Assert.Equal(AttemptOutcomes.Succeeded, ends["a1"]);
        Assert.Equal(AttemptOutcomes.NotStarted, ends.GetValueOrDefault("a2", AttemptOutcomes.NotStarted));
        Assert.Equal(["a1"], _server.Starts);
    }

    [Fact]
    public async Task The_second_signal_cancels()
    {
        _agent.Start();
        _server.Offer(Gated(1));
        await LoggedAsync("a1", "begun");

        _agent.Signal(Libc.SIGTERM);
        await PrintedAsync("ending: takes no more jobs");
        _agent.Signal(Libc.SIGTERM);

        Assert.Equal(0, await _agent.EndAsync());
        Assert.Equal(AttemptOutcomes.Cancelled, Assert.Single(_server.Finished).Request.Outcome);
    }

    [Fact]
    public async Task When_another_process_takes_over_the_jobs_are_left_to_it()
    {
        _agent.Start();
        _server.Offer(Gated(1));
        await LoggedAsync("a1", "begun");
        var job = _agent.Spool.Of("1", 1).Job;

        _server.Replace();

        Assert.Equal(1, await _agent.EndAsync());
        Assert.Contains("another process runs under this agent's name", _agent.Printed, StringComparison.Ordinal);
        Assert.True(ProcessTable.IsAlive(job));
        Assert.Empty(_server.Finished);
    }

    [Fact]
    public async Task S_M5_an_agent_that_was_taken_out_of_service_ends_its_jobs_and_itself()
    {
        _agent.Start();
        _server.Offer(Gated(1));
        await LoggedAsync("a1", "begun");
        var job = _agent.Spool.Of("1", 1).Job;
        _server.Revoke();
        Assert.Equal(1, await _agent.EndAsync());
        Assert.Contains("an admin took it out of service", _agent.Printed, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Task.FromResult(!ProcessTable.IsAlive(job)), "the end of the job", Ct);
        Assert.Empty(_agent.Spool.List());
    }

    [Fact]
    public async Task S_M3_a_job_cannot_become_its_agent_nor_its_neighbour()
    {
        _agent.Start("--slots", "2");
        _server.Offer(Gated(1));
        await LoggedAsync("a1", "begun");
        _server.Offer(Specs.Of(2, "bash", "-c", $"cat {_agent.DataFolder}/key.pem {_agent.DataFolder}/attempts/*/spec.json | wc -c"));
        var end = await FinishedAsync();
        Assert.Equal(("a2", AttemptOutcomes.Succeeded, true), (end.Attempt, end.Request.Outcome, _server.LogOf("a2").EndsWith("0\n", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_agents_in_one_folder_are_one_too_many()
    {
        _agent.Start();
        await PrintedAsync("slots for gpu");

        var (code, error) = await _agent.CallAsync("", Ct, "run", "--queue", "gpu");

        Assert.Equal(2, code);
        Assert.Contains("another agent runs in", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_health_endpoint_says_how_it_is()
    {
        var url = $"http://127.0.0.1:{Ports.Free()}";
        _agent.Start("--health-url", url);
        _server.Offer(Gated(1));
        await LoggedAsync("a1", "begun");
        using var http = new HttpClient();

        using var answer = await http.GetAsync($"{url}/healthz", Ct);
        using var elsewhere = await http.GetAsync($"{url}/else", Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var health = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
        Assert.Equal("listening", health.GetProperty("state").GetString());
        Assert.Equal("running", health.GetProperty("attempts").GetProperty("slipway-1-1").GetString());
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public async Task A_wrong_token_registers_nothing()
    {
        var (code, error) = await _agent.CallAsync("wrong", Ct, "register", "--server", _server.Address.AbsoluteUri, "--token-stdin");

        Assert.Equal(1, code);
        Assert.Contains("token_invalid", error, StringComparison.Ordinal);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void The_key_is_for_its_owner_only() =>
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(_agent.DataFolder, "key.pem")));

    /// <summary>A job that waits for <see cref="Open"/>.</summary>
    private static AttemptSpecBody Gated(int item) =>
        Specs.Of(item, "bash", "-c", "mkfifo gate; echo begun; read line < gate; echo ended");

    private void Open(int item)
    {
        using var gate = new FileStream(Path.Combine(_agent.Spool.Of($"{item}", 1).WorkFolder, "gate"), FileMode.Open, FileAccess.Write);
        gate.Write("go\n"u8);
    }

    private Task<(string Attempt, FinishAttemptRequest Request)> FinishedAsync() => WithPrinted(async () =>
    {
        await Eventually.TrueAsync(() => Task.FromResult(!_server.Finished.IsEmpty), "the end of an attempt", Ct);
        return _server.Finished.First();
    });

    private Task LoggedAsync(string attempt, string text) =>
        UntilAsync(() => _server.LogOf(attempt).Contains(text, StringComparison.Ordinal), $"'{text}' in the log of {attempt}");

    private Task PrintedAsync(string text) => UntilAsync(() => _agent.Printed.Contains(text, StringComparison.Ordinal), $"'{text}'");

    private Task GoneAsync() => UntilAsync(() => _agent.Spool.List().Count == 0, "an empty spool");

    private Task UntilAsync(Func<bool> holds, string what) => WithPrinted(async () =>
    {
        await Eventually.TrueAsync(() => Task.FromResult(holds()), what, Ct);
        return true;
    });

    private async Task<T> WithPrinted<T>(Func<Task<T>> wait)
    {
        try
        {
            return await wait();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} The agent printed:\n{_agent.Printed}\nRequests:\n{string.Join('\n', _server.Requests.TakeLast(30))}", e);
        }
    }
}
