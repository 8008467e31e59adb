using System.Text.Json;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.Kubernetes;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Testing;
using Slipway.Testing.Kubernetes;
using Xunit;

namespace Slipway.ProviderTests.Runners;

/// <summary>The conformance of the runner for Kubernetes; see <see cref="KubernetesBackend"/>.</summary>
public sealed class KubernetesRunnerTests : RunnerConformance
{
    private KubernetesBackend? _backend;

    protected override bool LimitsMemory => KubernetesBackend.IsReal;

    protected override bool TakesCode => false;


    protected override async Task<string?> PrepareAsync()
    {
        _backend = await KubernetesBackend.OpenAsync();
        return null;
    }

    private protected override IRunner NewRunner() => _backend!.RunnerOf("agent-of-tests");

    private protected override IRunner? OtherRunner() => _backend!.RunnerOf("another");

    private protected override AttemptSpecBody Shape(AttemptSpecBody spec) => spec with { Image = KubernetesBackend.Image };

    private protected override AttemptSpecBody WithLittleMemory(AttemptSpecBody spec) => spec with
    {
        ResourceArgs = Arguments("""{"spec": {"template": {"spec": {"containers": [{"resources": {"limits": {"memory": "32Mi"}}}]}}}}"""),
    };

    [Fact]
    public async Task Nothing_secret_stands_in_the_job_and_its_secret_goes_with_it_and_is_gone_once_the_program_runs()
    {
        Assert.SkipWhen(_backend!.Fake is null, "Looks into the fake.");
        var fake = _backend.Fake;
        var started = await StartAsync("true");
        var secret = fake.Secret(Folder.Name);
        await ToEndAsync(started);

        var job = fake.Job(Folder.Name)!;
        Assert.DoesNotContain("a-key", job.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((string?)job["metadata"]!["uid"], (string?)secret!["metadata"]!["ownerReferences"]![0]!["uid"]);
        Assert.Null(fake.Secret(Folder.Name));

        await NewRunner().RemoveAsync(Folder, Ct);
        Assert.Null(fake.Job(Folder.Name));
    }

    [Fact]
    public async Task B10_a_watch_that_ends_without_a_word_is_begun_anew_with_a_list()
    {
        Assert.SkipWhen(_backend!.Fake is null, "Makes the fake forget.");
        _backend.Fake.ExpiredWatches = 3;

        var end = await ToEndAsync(await StartAsync("sleep 1; exit 4"));

        Assert.Equal((EndCause.Exited, 4), (end.Cause, end.ExitCode));
    }

    [Fact]
    public async Task What_the_cluster_refuses_is_told_in_its_words()
    {
        var args = Arguments("""{"spec": {"template": {"spec": {"containers": [{"resources": {"limits": {"memory": "much"}}}]}}}}""");
        Assert.True(Folder.TryCreate(Spec("true") with { ResourceArgs = args }));

        var refused = await Assert.ThrowsAsync<StartFailedException>(() => NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct));

        Assert.Contains("quantities must match", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B10_a_job_that_comes_after_it_was_not_found_does_not_start()
    {
        Assert.SkipWhen(_backend!.Fake is null, "Plays a request that was on its way.");
        Assert.True(Folder.TryCreate(Spec("echo ran")));
        var (api, space) = (_backend.Api, _backend.Namespace);

        Assert.Null(await NewRunner().AttachAsync(Folder, Ct));
        await api.TryCreateAsync(JobPlace.JobsOf(space), JobManifest.Build(Folder.Name, "agent-of-tests", Folder.Spec!, []), Ct);
        await Eventually.TrueAsync(
            async () => (await _backend.PodsAsync(Folder.Name, Ct)).Any(pod => pod.ToJsonString().Contains("CreateContainerConfigError", StringComparison.Ordinal)),
            "the want of a Secret",
            Ct);

        Assert.Null(await NewRunner().AttachAsync(Folder, Ct));
        Assert.Contains(Folder.Name, await NewRunner().ListAsync(Ct));
        Assert.True(await NewRunner().RemoveAsync(Folder, Ct));
        Assert.False(await NewRunner().RemoveAsync(Folder, Ct));
        Assert.Equal(0, _backend.Fake.PodsThatMayRun);
    }

    private static JsonElement Arguments(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}
