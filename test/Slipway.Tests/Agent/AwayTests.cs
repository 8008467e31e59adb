using Slipway.Agent.Runners.Kubernetes;
using Slipway.Api.Agents;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Testing;
using Slipway.Testing.Kubernetes;

namespace Slipway.Tests.Agent;

/// <summary>The real agent whose cluster is away, full, or takes a job away.</summary>
public sealed class AwayTests : IAsyncLifetime
{
    private ProtocolServer _server = null!;
    private AgentUnderTest _agent = null!;
    private FakeKubernetes _cluster = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ProtocolServer.StartAsync();
        _agent = await AgentUnderTest.RegisterAsync(_server, Ct);
        _cluster = await FakeKubernetes.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _server.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task E_D24_E_K28_an_agent_whose_cluster_is_away_fails_nothing_and_takes_nothing_until_it_is_back()
    {
        Start("--slots", "2");
        await PrintedAsync("slots for gpu");
        _cluster.Faults.IsAway = true;
        foreach (var item in Enumerable.Range(1, 4))
        {
            _server.Offer(Job(item, "true") with { StartTimeoutSeconds = 4 });
        }

        await PrintedAsync("so no more jobs are taken for it");
        await EventuallyAsync(() => _server.LastSlots == 0, "a claim for nothing");
        await EventuallyAsync(() => _agent.Spool.List().Count == 0, "an empty spool");
        Assert.All(_server.Finished, end => Assert.Equal(AttemptOutcomes.NotStarted, end.Request.Outcome));
        Assert.InRange(_server.Finished.Count, 0, 2);

        _cluster.Faults.IsAway = false;
        await EventuallyAsync(() => _server.Finished.Count == 4, "the end of all");
        Assert.DoesNotContain(_server.Finished, end => end.Request.Outcome == AttemptOutcomes.Failed);
        Assert.Equal(("a4", AttemptOutcomes.Succeeded), _server.Finished.Last(end => end.Attempt == "a4") is var last ? (last.Attempt, last.Request.Outcome) : default);
        Assert.Contains("answers again: jobs are taken for it", _agent.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task E_D24_E_K28_what_could_not_be_started_is_given_back_with_the_reason_and_leaves_no_folder()
    {
        // What asks how the cluster is, is answered: so the agent takes jobs.
        _cluster.Faults.CutsOff = request => request.Contains("/slipway-", StringComparison.Ordinal) || request.StartsWith("POST", StringComparison.Ordinal);
        Start("--slots", "2");
        foreach (var item in Enumerable.Range(1, 2))
        {
            _server.Offer(Job(item, "true") with { StartTimeoutSeconds = 4 });
        }

        await EventuallyAsync(() => _server.Finished.Count == 2, "two ends");

        Assert.All(_server.Finished, end => Assert.Equal(AttemptOutcomes.NotStarted, end.Request.Outcome));
        Assert.All(_server.Finished, end => Assert.StartsWith("not_started: Kubernetes does not answer: ", end.Request.Reason, StringComparison.Ordinal));
        Assert.All(_server.Finished, end => Assert.DoesNotContain("inner exception", end.Request.Reason, StringComparison.Ordinal));
        await EventuallyAsync(() => _agent.Spool.List().Count == 0, "an empty spool");
    }

    [Fact]
    public async Task F_5_E_K13_a_pod_that_cannot_be_placed_stays_starting_with_the_schedulers_words()
    {
        Start();
        _server.Offer(Job(1, "true") with
        {
            StartTimeoutSeconds = 6,
            ResourceArgs = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>("""{"spec": {"template": {"spec": {"nodeSelector": {"nobody": "has"}}}}}"""),
        });

        await EventuallyAsync(() => _server.Waiting.GetValueOrDefault("a1")?.Contains("0/1 nodes are available", StringComparison.Ordinal) == true, "the scheduler's words");
        Assert.Equal("starting", _server.States["a1"]);
        await EventuallyAsync(() => !_server.Finished.IsEmpty, "the end");

        var end = _server.Finished.Single().Request;
        Assert.Equal(AttemptOutcomes.Failed, end.Outcome);
        Assert.StartsWith("start_timeout: It did not run within the queue's start time-out. Unschedulable: 0/1 nodes are available", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task E_K18_a_job_that_was_lost_is_told_once_nothing_of_it_runs_any_more()
    {
        Start();
        var ended = new TaskCompletionSource<int>();
        _server.OnFinish = () => ended.TrySetResult(_cluster.PodsThatMayRun);
        _server.Offer(Job(1, "/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done") with { KillAtLeaseEnd = true, CancelGraceSeconds = 2 });
        await EventuallyAsync(() => _server.LogOf("a1") == "ready\n", "the log");

        await _cluster.DeletePodAsync("slipway-1-1");

        Assert.Equal(0, await ended.Task.WaitAsync(Ct));
        await EventuallyAsync(() => !_server.Finished.IsEmpty, "the end");
        var end = _server.Finished.Single().Request;
        Assert.Equal(AttemptOutcomes.Lost, end.Outcome);
        Assert.StartsWith("interrupted: the cluster ended it: its pod slipway-1-1-", end.Reason, StringComparison.Ordinal);
        Assert.Equal("ready\n", _server.LogOf("a1"));
    }

    [Fact]
    public async Task An_agent_that_is_started_while_its_cluster_is_away_keeps_the_jobs_that_it_has()
    {
        Start();
        _server.Offer(Job(1, "/bin/sh", "-c", "echo ready; sleep 3; exit 4"));
        await EventuallyAsync(() => _server.LogOf("a1") == "ready\n", "the log");
        await _agent.KillAsync();
        _cluster.Faults.IsAway = true;
        Start();
        await PrintedAsync("Its jobs are looked for once it can");
        _cluster.Faults.IsAway = false;

        await EventuallyAsync(() => !_server.Finished.IsEmpty, "the end");
        Assert.Equal((AttemptOutcomes.Failed, 4), _server.Finished.Single().Request is var end ? (end.Outcome, end.ExitCode) : default);
    }

    [Fact]
    public async Task A_job_that_ran_and_that_somebody_deleted_while_its_agent_was_dead_is_lost_and_not_unstarted()
    {
        Start();
        _server.Offer(Job(1, "/bin/sh", "-c", "echo ready; sleep 600"));
        await EventuallyAsync(() => _server.LogOf("a1") == "ready\n", "the log");
        await _agent.KillAsync();
        var (admin, space) = KubernetesApi.Connect(_cluster.AdminKubeconfig, TimeProvider.System);
        await admin.DeleteAsync(new JobPlace(space, "slipway-1-1").Job, Ct);
        await EventuallyAsync(() => _cluster.PodsThatMayRun == 0, "the end of its pod");
        admin.Dispose();
        Start();

        await EventuallyAsync(() => !_server.Finished.IsEmpty, "the end");
        var end = _server.Finished.Single().Request;
        Assert.Equal(AttemptOutcomes.Lost, end.Outcome);
        Assert.StartsWith("interrupted: ", end.Reason, StringComparison.Ordinal);
        Assert.Equal(1, _cluster.PodsMade);
    }

    [Fact]
    public async Task A_job_whose_agent_lost_its_data_folder_is_ended_before_it_is_told_and_is_lost()
    {
        Start();
        _server.Offer(Job(1, "true") with
        {
            ResourceArgs = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>("""{"spec": {"template": {"spec": {"nodeSelector": {"nobody": "has"}}}}}"""),
        });
        await EventuallyAsync(() => _server.Waiting.GetValueOrDefault("a1")?.Contains("0/1 nodes are available", StringComparison.Ordinal) == true, "the scheduler's words");
        await _agent.KillAsync();
        await _agent.Spool.List().Single().RemoveAsync();
        var left = -1;
        _server.OnFinish = () => left = _cluster.Job("slipway-1-1") is null ? _cluster.PodsThatMayRun : 1;
        Start();

        await EventuallyAsync(() => !_server.Finished.IsEmpty, "the end");
        Assert.Equal((AttemptOutcomes.Lost, 0), (_server.Finished.Single().Request.Outcome, left));
    }

    private static AttemptSpecBody Job(int item, params string[] command) =>
        Specs.Of(item, command) with { Resource = QueueResource.Kubernetes, SourceType = JobSources.Image, Image = "busybox" };

    private void Start(params string[] options) =>
        _agent.Start(["--runner", "kubernetes", "--kubeconfig", _cluster.Kubeconfig, .. options]);

    private Task PrintedAsync(string text) => EventuallyAsync(() => _agent.Printed.Contains(text, StringComparison.Ordinal), $"'{text}'");

    private async Task EventuallyAsync(Func<bool> seen, string what)
    {
        try
        {
            await Eventually.TrueAsync(() => Task.FromResult(seen()), what, Ct);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} The agent printed:\n{_agent.Printed}", e);
        }
    }
}
