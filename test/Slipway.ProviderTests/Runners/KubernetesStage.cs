using System.Text.Json;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.Kubernetes;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Runners;

/// <summary>One attempt on Kubernetes; see <see cref="KubernetesBackend"/>.</summary>
public abstract class KubernetesStage : RunnerStage
{
    private Task? _followed;

    /// <summary>The reading of the log that began once its job ran: there is one at a time.</summary>
    private protected Task Followed => _followed ?? Task.CompletedTask;

    private protected KubernetesBackend Backend { get; private set; } = null!;

    protected override async Task<string?> PrepareAsync()
    {
        Backend = await KubernetesBackend.OpenAsync();
        return null;
    }

    private protected override IRunner NewRunner() => Backend.RunnerOf("agent-of-tests");

    private protected override AttemptSpecBody Shape(AttemptSpecBody spec) => spec with { Image = KubernetesBackend.Image };

    /// <summary>The job with a manifest of its own, and its limits.</summary>
    private protected async Task<IRunningJob> StartWithAsync(
        string script, string podSpec, int startTimeout = 60, int? runTimeout = null, int grace = 1, string jobSpec = "")
    {
        var args = JsonSerializer.Deserialize<JsonElement>("{\"spec\": {" + jobSpec + "\"template\": {\"spec\": " + podSpec + "}}}");
        return await StartAsync(
            script, grace, runTimeout, shape: spec => spec with { ResourceArgs = args, StartTimeoutSeconds = startTimeout });
    }

    /// <summary>The pod that there is, once there is one.</summary>
    private protected Task<PodSeen> PodAsync() => Eventually.FindAsync(
        async () => (await Backend.PodsAsync(Folder.Name, Ct)) is [var pod] ? new PodSeen(PodState.NameOf(pod)!, PodState.UidOf(pod)!) : null, "the pod", Ct);

    private protected static Task BegunAsync(IRunningJob job) => Eventually.TrueAsync(() => Task.FromResult(job.HasBegun), "the program to run", Ct);

    /// <summary>Waits, while somebody waits for the job's end, until its program has said <c>ready</c> in its pod.</summary>
    private protected async Task<PodSeen> RunsAsync(IRunningJob job, CancellationToken? until = null)
    {
        await BegunAsync(job);
        _followed = job.FollowLogAsync(until ?? Ct);
        await PrintedAsync("ready");
        return await PodAsync();
    }

    private protected static Task WaitsAsync(IRunningJob job, string words) => Eventually.TrueAsync(
        () => Task.FromResult(job.Waiting?.Contains(words, StringComparison.Ordinal) == true), $"a job that waits for '{words}'", Ct);

    /// <summary>The end of a job, while it is watched that its program begins nowhere else.</summary>
    private protected async Task<JobEnd> ToEndOnceAsync(IRunningJob job, PodSeen pod, Task<JobEnd>? waited = null)
    {
        var end = waited ?? job.WaitAsync(Ct);
        var followed = _followed ?? job.FollowLogAsync(Ct);
        await Eventually.TrueAsync(
            async () =>
            {
                Assert.False(await Backend.BeganElsewhereAsync(Folder.Name, pod.Uid, Ct), "The program began in a second pod.");
                return end.IsCompleted;
            },
            "the end",
            Ct);
        await followed;
        return await end;
    }

    /// <summary>Removes the job and sees that nothing of it is left.</summary>
    private protected async Task NothingIsLeftAsync(PodSeen? pod = null)
    {
        await NewRunner().RemoveAsync(Folder, Ct);
        if (pod is not null)
        {
            Assert.False(await Backend.BeganElsewhereAsync(Folder.Name, pod.Uid, Ct), "The program began in a second pod.");
        }

        var place = new JobPlace(Backend.Namespace, Folder.Name);
        Assert.Null(await Backend.Api.FindAsync(place.Job, Ct));
        Assert.Null(await Backend.Api.FindAsync(place.Secret, Ct));
        await Eventually.TrueAsync(async () => (await Backend.PodsAsync(Folder.Name, Ct)).Count == 0, "no pod", Ct);
    }

    private protected sealed record PodSeen(string Name, string Uid);
}
