using System.Text.Json;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.Kubernetes;
using Slipway.Agent.Spool;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Runners;

/// <summary>Jobs and pods that somebody took away while nobody looked: nothing begins a second time, and nothing runs on unseen.</summary>
public sealed class KubernetesGoneTests : KubernetesStage
{
    [Fact]
    public async Task A_job_that_ran_and_is_gone_before_the_lost_answer_is_looked_for_is_not_made_again()
    {
        var fake = Backend.FakeOrSkip();
        fake.Faults.LosesAnswerTo = request => request.StartsWith("POST", StringComparison.Ordinal) && request.EndsWith("/secrets", StringComparison.Ordinal);
        fake.Faults.OnLoss = () => fake.Faults.IsAway = true;
        Assert.True(Folder.TryCreate(Spec("echo ran; exit 6")));

        var starting = NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct);
        await Eventually.TrueAsync(() => Task.FromResult(fake.Job(Folder.Name)?["status"]?["conditions"] is not null), "the end of the job", Ct);
        await Backend.Admin!.DeleteAsync(PlaceOfJob.Job, Ct);
        fake.Faults.IsAway = false;
        var end = await ToEndAsync(await starting);

        Assert.Equal((EndCause.Interrupted, "its Job was deleted.", 1), (end.Cause, end.Message, fake.PodsMade));
    }

    [Fact]
    public async Task A_job_that_ran_and_that_somebody_deleted_while_the_agent_was_away_is_lost()
    {
        var fake = Backend.FakeOrSkip();
        await ToEndAsync(await StartAsync("echo ran; exit 3"));
        await Backend.Admin!.DeleteAsync(PlaceOfJob.Job, Ct);
        await Eventually.TrueAsync(async () => (await Backend.PodsAsync(Folder.Name, Ct)).Count == 0, "no pod", Ct);

        var again = await NewRunner().AttachAsync(Folder, Ct);

        Assert.Equal((EndCause.Interrupted, "its Job was deleted."), await ToEndAsync(again!) is var end ? (end.Cause, end.Message) : default);
        Assert.Equal(1, fake.PodsMade);
    }

    [Fact]
    public async Task A_job_that_ended_well_and_whose_pod_is_gone_has_ended_well()
    {
        var fake = Backend.FakeOrSkip();
        await StartAsync("exit 0");
        await Eventually.TrueAsync(() => Task.FromResult(fake.Job(Folder.Name)?["status"]?["conditions"] is not null), "the end of the job", Ct);
        await fake.DeletePodAsync(Folder.Name);

        var again = await NewRunner().AttachAsync(Folder, Ct);

        Assert.Equal((EndCause.Exited, 0), await ToEndAsync(again!) is var end ? (end.Cause, end.ExitCode) : default);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task E_K33_a_pod_that_was_put_in_the_place_of_a_deleted_one_is_not_waited_for(bool isKnown)
    {
        var fake = Backend.FakeOrSkip();
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = await StartAsync("echo ready; while :; do sleep 1; done", grace: 1);
        var waited = first.WaitAsync(killed.Token);
        var pod = await RunsAsync(first, killed.Token);
        await Eventually.TrueAsync(() => Task.FromResult(fake.Secret(Folder.Name) is null), "no Secret", Ct);
        await killed.CancelAsync();
        await waited.ContinueWith(_ => { }, Ct, TaskContinuationOptions.None, TaskScheduler.Default);
        Assert.Equal(pod.Uid, Folder.Pod);
        await fake.DeletePodAsync(Folder.Name);
        Assert.Equal(2, fake.PodsMade);
        if (!isKnown)
        {
            File.Delete(Path.Combine(Folder.FullPath, "pod"));
        }

        var again = await NewRunner().AttachAsync(Folder, Ct);
        var end = await ToEndAsync(again!);

        Assert.Equal(
            (EndCause.Interrupted, isKnown ? "its pod is gone." : "its Secret is gone, without which its program does not begin."), (end.Cause, end.Message));
    }

    [Fact]
    public async Task A_job_in_another_namespace_is_ended_by_an_agent_that_may_not_look_into_all()
    {
        var fake = Backend.FakeOrSkip();
        await StartElsewhereAsync();

        Assert.True(await NewRunner().RemoveAsync(Folder, Ct));

        Assert.Null(fake.Job(Folder.Name));
        Assert.Equal(0, fake.PodsThatMayRun);
    }

    [Fact]
    public async Task A_pod_whose_job_is_gone_is_still_ended_in_its_namespace()
    {
        var fake = Backend.FakeOrSkip();
        await StartElsewhereAsync();
        fake.Faults.CutsOff = request => request.Contains("/pods", StringComparison.Ordinal);
        fake.Node.IsStuck = true;
        await Assert.ThrowsAnyAsync<Exception>(() => NewRunner().RemoveAsync(Folder, Ct));
        Assert.Null(fake.Job(Folder.Name));
        Assert.Equal(1, fake.PodsThatMayRun);
        fake.Faults.CutsOff = null;
        fake.Node.IsStuck = false;

        Assert.True(await NewRunner().RemoveAsync(Folder, Ct));

        Assert.Equal(0, fake.PodsThatMayRun);
    }

    private JobPlace PlaceOfJob => new(Backend.Namespace, Folder.Name);

    private async Task StartElsewhereAsync()
    {
        var args = JsonSerializer.Deserialize<JsonElement>("""{"metadata": {"namespace": "elsewhere"}}""");
        var job = await StartAsync("echo ready; sleep 600", shape: spec => spec with { ResourceArgs = args });
        _ = job.WaitAsync(Ct);
        await BegunAsync(job);
    }
}
