using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.Kubernetes;
using Slipway.Agent.Spool;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Runners;

/// <summary>An API server, a node or a registry that is not well for a while: nothing is given up for that.</summary>
public sealed class KubernetesFaultTests : KubernetesStage
{
    private const string FiveLines = "echo ready; for i in 1 2 3 4; do sleep 0.5; echo line $i; done; exit 5";
    private const string AllFive = "ready\nline 1\nline 2\nline 3\nline 4\n";

    [Fact]
    public async Task E_K6_a_secret_that_has_not_come_to_the_node_yet_is_waited_for()
    {
        Backend.FakeOrSkip().Node.SecretsToMiss = 3;

        var end = await ToEndAsync(await StartAsync("echo ran; exit 3"));

        Assert.Equal((EndCause.Exited, 3, "ran\n"), (end.Cause, end.ExitCode, Log()));
    }

    [Fact]
    public async Task F_35_E_K22_an_image_that_cannot_be_fetched_for_a_moment_is_waited_for()
    {
        Backend.FakeOrSkip().Node.PullsToFail = 3;
        Assert.True(Folder.TryCreate(Spec("echo ran") with { Image = "registry/late:1" }));
        var job = await NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct);
        var end = job.WaitAsync(Ct);

        await WaitsAsync(job, "connection refused");
        await job.FollowLogAsync(Ct);

        Assert.Equal((EndCause.Exited, 0, "ran\n"), ((await end).Cause, (await end).ExitCode, Log()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task E_K25_a_server_that_refuses_for_a_while_fails_no_job_that_runs(int? status)
    {
        var fake = Backend.FakeOrSkip();
        var job = await StartAsync(FiveLines);
        var end = job.WaitAsync(Ct);
        var pod = await RunsAsync(job);

        fake.Faults.IsAway = true;
        await AskedAsync();
        fake.Faults.IsAway = false;
        fake.Faults.Status = status;
        await AskedAsync();
        await AskedAsync();
        Assert.True(status is null || !end.IsCompleted);
        fake.Faults.Status = null;
        await ToEndOnceAsync(job, pod, end);

        Assert.Equal((EndCause.Exited, 5, AllFive), ((await end).Cause, (await end).ExitCode, Log()));
    }

    [Fact]
    public async Task E_K25_a_cancellation_that_comes_while_the_server_refuses_is_carried_out_afterwards()
    {
        var fake = Backend.FakeOrSkip();
        var job = await StartAsync("trap 'echo stopping; exit 9' TERM; echo ready; while :; do sleep 1 & wait; done", grace: 20);
        var end = job.WaitAsync(Ct);
        var pod = await RunsAsync(job);

        fake.Faults.Status = 403;
        await job.CancelAsync(Ct);
        await AskedAsync();
        await AskedAsync();
        Assert.False(end.IsCompleted);
        fake.Faults.Status = null;
        await ToEndOnceAsync(job, pod, end);

        Assert.Equal((EndCause.Cancelled, 9, "ready\nstopping\n"), ((await end).Cause, (await end).ExitCode, Log()));
    }

    [Fact]
    public async Task E_K25_a_real_server_that_is_killed_and_started_again_fails_no_job_that_runs()
    {
        Assert.SkipWhen(KubernetesBackend.StopServer is null, "Needs --stop-api and --start-api.");
        var job = await StartAsync("echo ready; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1; echo line $i; done; exit 5");
        var end = job.WaitAsync(Ct);
        var pod = await RunsAsync(job);

        await ShellAsync(KubernetesBackend.StopServer);
        await Task.Delay(TimeSpan.FromSeconds(3), Ct);
        await ShellAsync(KubernetesBackend.StartServer!);

        Assert.Equal((EndCause.Exited, 5), ((await end).Cause, (await end).ExitCode));
        await Followed;
        Assert.Equal("ready\n" + string.Concat(Enumerable.Range(1, 10).Select(i => $"line {i}\n")), Log());
        Assert.False(await Backend.BeganElsewhereAsync(Folder.Name, pod.Uid, Ct));
    }

    [Fact]
    public async Task E_K28_a_start_while_the_server_is_away_is_given_back_and_nothing_is_left()
    {
        var fake = Backend.FakeOrSkip();
        fake.Faults.IsAway = true;
        Assert.True(Folder.TryCreate(Spec("echo ran") with { StartTimeoutSeconds = 4 }));
        var start = Start(Folder.Spec!);

        await Assert.ThrowsAsync<BackendAwayException>(() => NewRunner().StartAsync(Folder, start, Ct));
        fake.Faults.IsAway = false;

        Assert.False(start.MayRun);
        Assert.Null(fake.Job(Folder.Name));
        Assert.Null(fake.Secret(Folder.Name));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task E_K28_a_start_is_tried_again_while_the_server_refuses(int? status)
    {
        var fake = Backend.FakeOrSkip();
        fake.Faults.IsAway = status is null;
        fake.Faults.Status = status;
        Assert.True(Folder.TryCreate(Spec("echo ran")));
        var said = new List<string?>();
        var starting = NewRunner().StartAsync(Folder, Start(Folder.Spec!) with { Waits = said.Add }, Ct);
        await AskedAsync();
        await AskedAsync();
        Assert.False(starting.IsCompleted);
        fake.Faults.IsAway = false;
        fake.Faults.Status = null;

        Assert.Equal(0, (await ToEndAsync(await starting)).ExitCode);
        Assert.Equal("ran\n", Log());
        Assert.All(said, words => Assert.StartsWith("Kubernetes ", words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/jobs")]
    [InlineData("/secrets")]
    public async Task E_D25_an_answer_to_a_start_that_is_lost_is_looked_for_by_name(string kind)
    {
        var fake = Backend.FakeOrSkip();
        fake.Faults.LosesAnswerTo = request => request.StartsWith("POST", StringComparison.Ordinal) && request.EndsWith(kind, StringComparison.Ordinal);
        fake.Faults.OnLoss = () => fake.Faults.IsAway = true;
        Assert.True(Folder.TryCreate(Spec("echo ran; exit 6")));

        var starting = NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct);
        await Eventually.TrueAsync(() => Task.FromResult(fake.Faults.IsAway), "the lost answer", Ct);
        await AskedAsync();
        fake.Faults.IsAway = false;
        var end = await ToEndAsync(await starting);

        Assert.Equal((6, 1, "ran\n"), (end.ExitCode, fake.PodsMade, Log()));
    }

    [Theory]
    [InlineData(403, false)]
    [InlineData(401, true)]
    [InlineData(404, true)]
    [InlineData(503, true)]
    public async Task An_agent_that_may_not_list_jobs_in_its_own_namespace_is_served_all_the_same(int status, bool isTrouble)
    {
        Backend.FakeOrSkip().Faults.Status = status;

        Assert.Equal(isTrouble, await NewRunner().TroubleAsync(Ct) is not null);
        Backend.Fake!.Faults.Status = null;
    }

    [Fact]
    public async Task A_program_that_runs_has_begun_even_if_its_secret_cannot_be_taken_away_yet()
    {
        var fake = Backend.FakeOrSkip();
        fake.Faults.CutsOff = request => request.StartsWith("DELETE", StringComparison.Ordinal) && request.Contains("/secrets/", StringComparison.Ordinal);
        var job = await StartAsync("sleep 5; exit 7", shape: spec => spec with { StartTimeoutSeconds = 3 });
        var end = job.WaitAsync(Ct);
        await BegunAsync(job);
        await Eventually.TrueAsync(() => Task.FromResult(fake.Job(Folder.Name)?["status"]?["conditions"] is not null), "the end of the job", Ct);
        Assert.NotNull(fake.Secret(Folder.Name));
        Assert.False(end.IsCompleted);
        fake.Faults.CutsOff = null;

        Assert.Equal((EndCause.Exited, 7), ((await end).Cause, (await end).ExitCode));
        Assert.Null(fake.Secret(Folder.Name));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F_4_an_evicted_pod_is_lost_in_the_kubelets_words_whatever_its_container_says(bool withStatus)
    {
        var fake = Backend.FakeOrSkip();
        var job = await StartAsync("echo ready; while :; do sleep 1; done");
        var end = job.WaitAsync(Ct);
        await RunsAsync(job);

        fake.Evict(Folder.Name, "Evicted", "The node was low on resource: memory.", withStatus);

        Assert.Equal(
            (EndCause.Interrupted, "the cluster ended it: Evicted. The node was low on resource: memory."), ((await end).Cause, (await end).Message));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task F_4_a_newer_cluster_says_why_and_makes_no_second_pod()
    {
        var fake = Backend.FakeOrSkip();
        fake.IsNew = true;
        var job = await StartAsync("echo ready; while :; do sleep 1; done");
        var end = job.WaitAsync(Ct);
        var pod = await RunsAsync(job);

        await Backend.Admin!.TryCreateAsync($"/api/v1/namespaces/jobs/pods/{pod.Name}/eviction", new JsonObject(), Ct);

        Assert.Equal(
            (EndCause.Interrupted, "the cluster ended it: EvictionByEvictionAPI: Eviction API: evicting"), ((await end).Cause, (await end).Message));
        Assert.Equal(1, fake.PodsMade);
    }

    [Fact]
    public async Task F_3_a_container_that_an_admission_webhook_puts_first_is_not_taken_for_the_jobs()
    {
        var fake = Backend.FakeOrSkip();
        fake.PutBefore(new JsonObject { ["name"] = "proxy", ["image"] = "proxy", ["command"] = new JsonArray("sleep", "1000") });

        var end = await ToEndAsync(await StartAsync("echo mine; exit 4"));

        Assert.Equal((EndCause.Exited, 4, "mine\n"), (end.Cause, end.ExitCode, Log()));
        Assert.InRange(fake.Faults.Asked.Count(asked => asked.Contains("/log", StringComparison.Ordinal)), 1, 6);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task F_32_a_clock_that_is_wrong_by_hours_ends_no_job_early(int hours)
    {
        Backend.FakeOrSkip().Node.ClockAhead = TimeSpan.FromHours(hours);
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = await StartAsync("echo ready; sleep 3; exit 7", runTimeout: 3600);
        var waited = first.WaitAsync(killed.Token);
        await RunsAsync(first, killed.Token);
        await killed.CancelAsync();
        await waited.ContinueWith(_ => { }, Ct, TaskContinuationOptions.None, TaskScheduler.Default);

        var again = await NewRunner().AttachAsync(Folder, Ct);

        Assert.Equal((EndCause.Exited, 7), await ToEndAsync(again!) is var end ? (end.Cause, end.ExitCode) : default);
    }

    [Fact]
    public async Task F_34_a_log_that_the_node_rotated_while_nobody_read_says_so()
    {
        var fake = Backend.FakeOrSkip();
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = await StartAsync("echo ready; echo second; while :; do sleep 0.1; done", grace: 1);
        var waited = first.WaitAsync(killed.Token);
        await RunsAsync(first, killed.Token);
        await PrintedAsync("second");
        await killed.CancelAsync();
        await waited.ContinueWith(_ => { }, Ct, TaskContinuationOptions.None, TaskScheduler.Default);
        await File.WriteAllTextAsync(Folder.RawLog, "ready\n", Ct);
        fake.Node.LogBeginsAt = "ready\n".Length;

        var again = await NewRunner().AttachAsync(Folder, Ct);
        var end = again!.WaitAsync(Ct);
        var followed = again.FollowLogAsync(Ct);
        await PrintedAsync("second");
        await again.CancelAsync(Ct);
        await followed;
        await end;

        Assert.Equal("ready\n\n[slipway] the node began a new file for this log; lines may be missing here.\nsecond\n", Log());
    }

    [Fact]
    public async Task F_34_a_log_that_goes_on_in_a_new_file_has_nothing_twice_and_nothing_missing()
    {
        var fake = Backend.FakeOrSkip();
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = await StartAsync("seq 1 5000; echo ready; while :; do sleep 0.1; done", grace: 1);
        var waited = first.WaitAsync(killed.Token);
        await RunsAsync(first, killed.Token);
        await killed.CancelAsync();
        await waited.ContinueWith(_ => { }, Ct, TaskContinuationOptions.None, TaskScheduler.Default);
        fake.Node.LogBeginsAt = 10_000;

        var again = await NewRunner().AttachAsync(Folder, Ct);
        var end = again!.WaitAsync(Ct);
        var followed = again.FollowLogAsync(Ct);
        await again.CancelAsync(Ct);
        await followed;
        await end;

        Assert.Equal(string.Concat(Enumerable.Range(1, 5000).Select(i => $"{i}\n")) + "ready\n", Log());
    }

    /// <summary>Waits until the server was asked something more.</summary>
    private Task AskedAsync()
    {
        var before = Backend.Fake!.Faults.Asked.Count;
        return Eventually.TrueAsync(() => Task.FromResult(Backend.Fake.Faults.Asked.Count > before), "a question to the server", Ct);
    }

    private static async Task ShellAsync(string command)
    {
        using var shell = Process.Start("/bin/sh", ["-c", command]);
        await shell.WaitForExitAsync(Ct);
        Assert.Equal(0, shell.ExitCode);
    }
}
