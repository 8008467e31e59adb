using System.Text.Json.Nodes;
using Slipway.Agent.Spool;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Runners;

/// <summary>What was seen to go wrong on a real cluster, on ours and on real ones.</summary>
public sealed class KubernetesFieldTests : KubernetesStage
{
    private const string Side = """{"name": "side", "image": "IMAGE", "command": ["sleep", "100000"]}""";

    [Fact]
    public async Task F_3_F_54_E_K11_E_K12_a_job_with_a_sidecar_has_its_log_and_ends_with_its_own_container()
    {
        var job = await StartWithAsync("echo one; echo two; echo three; exit 4", $$"""{"containers": [{"name": "job"}, {{SideOf()}}]}""");
        var pod = await PodAsync();

        var end = await ToEndOnceAsync(job, pod);

        Assert.Equal((EndCause.Exited, 4, "one\ntwo\nthree\n"), (end.Cause, end.ExitCode, Log()));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task F_3_the_jobs_container_is_found_by_its_name_wherever_it_stands()
    {
        var job = await StartWithAsync("echo mine; exit 5", $$"""{"containers": [{{SideOf()}}, {"name": "job"}]}""");

        var end = await ToEndAsync(job);

        Assert.Equal((EndCause.Exited, 5, "mine\n"), (end.Cause, end.ExitCode, Log()));
    }

    [Theory]
    [InlineData("trap 'echo stopping; exit 7' TERM; echo ready; while :; do sleep 1 & wait; done", "ready\nstopping\n")]
    [InlineData("trap 'exit 7' TERM; touch /tmp/x; while :; do sleep 1 & wait; done", "")]
    [InlineData("trap 'printf bye; exit 7' TERM; echo ready; while :; do sleep 1 & wait; done", "ready\nbye")]
    public async Task E_K2_E_K10_the_log_of_a_job_that_was_ended_has_nothing_of_a_kubelets(string script, string printed)
    {
        var job = await StartAsync(script, grace: 20);
        var end = job.WaitAsync(Ct);
        var followed = job.FollowLogAsync(Ct);
        await BegunAsync(job);
        if (printed.Length > 0)
        {
            await PrintedAsync("ready");
        }

        await job.CancelAsync(Ct);
        await followed;

        Assert.Equal((EndCause.Cancelled, 7, printed), ((await end).Cause, (await end).ExitCode, Log()));
    }

    [Fact]
    public async Task F_5_E_K13_a_pod_that_cannot_be_placed_does_not_run_and_ends_by_the_start_time_out_in_the_schedulers_words()
    {
        var job = await StartWithAsync("echo ran", """{"nodeSelector": {"slipway.dev/nobody": "has"}}""", startTimeout: 8);
        var end = job.WaitAsync(Ct);
        await WaitsAsync(job, "nodes are available");
        Assert.False(job.HasBegun);

        Assert.Equal(EndCause.StartTimeout, (await end).Cause);
        Assert.Contains("Unschedulable: 0/1 nodes are available", (await end).Message, StringComparison.Ordinal);
        await job.FollowLogAsync(Ct);
        Assert.Equal("", Log());
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task F_5_E_K14_the_time_that_a_job_may_run_begins_with_its_program()
    {
        Backend.AdminOrSkip();
        var label = $"slipway-test-{Guid.NewGuid():N}"[..30];
        var job = await StartWithAsync("sleep 4; echo done", $$$"""{"nodeSelector": {"{{{label}}}": "yes"}}""", runTimeout: 8);
        var end = job.WaitAsync(Ct);
        await WaitsAsync(job, "nodes are available");
        await Task.Delay(TimeSpan.FromSeconds(6), Ct);

        await LabelAsync(label, "yes");
        var followed = job.FollowLogAsync(Ct);

        Assert.Equal((EndCause.Exited, 0), ((await end).Cause, (await end).ExitCode));
        await followed;
        await LabelAsync(label, null);
        Assert.Equal("done\n", Log());
    }

    [Fact]
    public async Task F_35_E_K15_an_image_that_cannot_be_had_is_waited_for_and_the_cause_is_kept()
    {
        Assert.True(Folder.TryCreate(Spec("true") with { Image = "127.0.0.1:1/nothing:1", StartTimeoutSeconds = 15 }));
        var job = await NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct);

        var end = await ToEndAsync(job);

        Assert.Equal(EndCause.StartTimeout, end.Cause);
        Assert.Contains("127.0.0.1:1/nothing:1", end.Message, StringComparison.Ordinal);
        Assert.Contains("connection refused", end.Message, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task E_K17_a_pod_that_somebody_deletes_is_lost_and_its_program_is_not_started_again()
    {
        var job = await StartAsync("echo ready; while :; do sleep 1; done", grace: 2);
        var waited = job.WaitAsync(Ct);
        var pod = await RunsAsync(job);

        await Backend.DeletePodAsync(pod.Name, Ct);
        var end = await ToEndOnceAsync(job, pod, waited);

        Assert.Equal(EndCause.Interrupted, end.Cause);
        Assert.Contains($"its pod {pod.Name} was deleted", end.Message, StringComparison.Ordinal);
        Assert.Equal("ready\n", Log());
        await NothingIsLeftAsync(pod);
    }

    [Fact]
    public async Task F_4_a_program_that_ends_well_because_its_pod_is_deleted_is_lost_all_the_same()
    {
        var job = await StartAsync("trap 'echo saved; exit 0' TERM; echo ready; while :; do sleep 1 & wait; done", grace: 20);
        var waited = job.WaitAsync(Ct);
        var pod = await RunsAsync(job);

        await Backend.DeletePodAsync(pod.Name, Ct);
        var end = await ToEndOnceAsync(job, pod, waited);

        Assert.Equal((EndCause.Interrupted, "ready\nsaved\n"), (end.Cause, Log()));
        // A real cluster may forget the pod before it has said how its program ended.
        Assert.True(end.ExitCode is 0 || (end.ExitCode is null && Backend.Fake is null), $"exit code {end.ExitCode}");
    }

    [Fact]
    public async Task E_K18_a_taint_that_drives_a_pod_out_makes_it_lost_and_it_is_gone_before_that_is_told()
    {
        Backend.AdminOrSkip();
        var job = await StartAsync("trap '' TERM; echo ready; while :; do sleep 1; done", grace: 3);
        var waited = job.WaitAsync(Ct);
        var pod = await RunsAsync(job);

        await Backend.PatchNodeAsync(Taints("slipway-test"), Ct);
        try
        {
            Assert.Equal(EndCause.Interrupted, (await ToEndOnceAsync(job, pod, waited)).Cause);
            Assert.Equal("ready\n", Log());
        }
        finally
        {
            await Backend.PatchNodeAsync(new JsonObject { ["spec"] = new JsonObject { ["taints"] = null } }, CancellationToken.None);
        }

        await NothingIsLeftAsync(pod);
    }

    [Fact]
    public async Task E_K19_a_drained_pod_is_lost_and_its_program_is_not_started_again()
    {
        var admin = Backend.AdminOrSkip();
        var job = await StartAsync("echo ready; while :; do sleep 1; done", grace: 2);
        var waited = job.WaitAsync(Ct);
        var pod = await RunsAsync(job);

        await Backend.PatchNodeAsync(new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = true } }, Ct);
        try
        {
            await admin.TryCreateAsync(
                $"/api/v1/namespaces/{Backend.Namespace}/pods/{pod.Name}/eviction",
                new JsonObject
                {
                    ["apiVersion"] = "policy/v1beta1",
                    ["kind"] = "Eviction",
                    ["metadata"] = new JsonObject { ["name"] = pod.Name, ["namespace"] = Backend.Namespace },
                },
                Ct);
            Assert.Equal(EndCause.Interrupted, (await ToEndOnceAsync(job, pod, waited)).Cause);
        }
        finally
        {
            await Backend.PatchNodeAsync(new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = null } }, CancellationToken.None);
        }

        await NothingIsLeftAsync(pod);
    }

    [Fact]
    public async Task E_K21_a_deadline_of_the_manifest_is_told_as_the_clusters()
    {
        var job = await StartWithAsync("echo ready; while :; do sleep 1; done", "{}", jobSpec: "\"activeDeadlineSeconds\": 6,");

        var end = await ToEndAsync(job);

        Assert.Equal(EndCause.RunTimeout, end.Cause);
        Assert.Contains("DeadlineExceeded", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task E_K30_an_init_container_that_fails_is_told_and_is_the_jobs_failure()
    {
        var job = await StartWithAsync("echo ran", $$"""{"initContainers": [{"name": "fetch", "image": "{{KubernetesBackend.Image}}", "command": ["/bin/sh", "-c", "exit 9"]}]}""");

        var end = await ToEndAsync(job);

        Assert.Equal((EndCause.StartFailed, ""), (end.Cause, Log()));
        Assert.Contains("the init container 'fetch' ended with exit code 9", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task E_K31_an_init_container_whose_image_cannot_be_had_ends_by_the_start_time_out()
    {
        var job = await StartWithAsync("echo ran", """{"initContainers": [{"name": "fetch", "image": "127.0.0.1:1/nothing:1"}]}""", startTimeout: 12);

        var end = await ToEndAsync(job);

        Assert.Equal(EndCause.StartTimeout, end.Cause);
        Assert.Contains("the init container 'fetch' waits", end.Message, StringComparison.Ordinal);
        Assert.Contains("connection refused", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task E_K32_a_quota_that_lets_no_pod_come_ends_by_the_start_time_out()
    {
        var admin = Backend.AdminOrSkip();
        var quotas = $"/api/v1/namespaces/{Backend.Namespace}/resourcequotas";
        var quota = $"slipway-test-{Guid.NewGuid():N}"[..30];
        await admin.TryCreateAsync(
            quotas,
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ResourceQuota",
                ["metadata"] = new JsonObject { ["name"] = quota },
                ["spec"] = new JsonObject { ["hard"] = new JsonObject { ["pods"] = "0" } },
            },
            Ct);
        try
        {
            var job = await StartWithAsync("echo ran", "{}", startTimeout: 6);
            var end = await ToEndAsync(job);

            Assert.Equal(EndCause.StartTimeout, end.Cause);
            Assert.Contains("the cluster has made no pod for it yet", end.Message, StringComparison.Ordinal);
            Assert.Contains("describe job", end.Message, StringComparison.Ordinal);
        }
        finally
        {
            await admin.DeleteAsync($"{quotas}/{quota}", CancellationToken.None);
        }

        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task E_K33_a_pod_that_is_deleted_while_the_agent_is_away_does_not_run_again()
    {
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = await StartAsync("echo ready; while :; do sleep 1; done", grace: 1);
        var waited = first.WaitAsync(killed.Token);
        var pod = await RunsAsync(first, killed.Token);
        await killed.CancelAsync();
        await waited.ContinueWith(_ => { }, Ct, TaskContinuationOptions.None, TaskScheduler.Default);

        await Backend.DeletePodAsync(pod.Name, Ct);
        await Eventually.TrueAsync(
            async () =>
            {
                Assert.False(await Backend.BeganElsewhereAsync(Folder.Name, pod.Uid, Ct), "The program began in a second pod.");
                var pods = await Backend.PodsAsync(Folder.Name, Ct);
                return pods.All(one => one.ToJsonString().Contains("CreateContainerConfigError", StringComparison.Ordinal));
            },
            "no pod, or one that cannot begin",
            Ct);
        await NothingIsLeftAsync(pod);
    }

    [Fact]
    public async Task F_45_a_job_that_is_cancelled_while_it_starts_leaves_nothing()
    {
        foreach (var wait in (int[])[0, 50, 150, 400])
        {
            var job = await NewRunner().StartAsync(Created(), Start(Folder.Spec!), Ct);
            var end = job.WaitAsync(Ct);
            await Task.Delay(wait, Ct);
            await job.CancelAsync(Ct);

            Assert.Equal(EndCause.Cancelled, (await end).Cause);
            await NothingIsLeftAsync();
            await Folder.RemoveAsync();
        }
    }

    private static string SideOf() => Side.Replace("IMAGE", KubernetesBackend.Image, StringComparison.Ordinal);

    private static JsonObject Taints(string key) => new()
    {
        ["spec"] = new JsonObject { ["taints"] = new JsonArray(new JsonObject { ["key"] = key, ["effect"] = "NoExecute" }) },
    };

    private AttemptFolder Created()
    {
        Assert.True(Folder.TryCreate(Spec("echo ready; sleep 600")));
        return Folder;
    }

    private Task LabelAsync(string label, string? value) => Backend.PatchNodeAsync(
        new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [label] = value } } }, Ct);
}
