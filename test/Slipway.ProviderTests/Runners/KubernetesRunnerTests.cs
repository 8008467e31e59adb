using System.Text.Json;
using Slipway.Agent.Policies;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.Kubernetes;
using Slipway.Agent.Settings;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Testing.Kubernetes;
using Xunit;

namespace Slipway.ProviderTests.Runners;

/// <summary>
/// On an API server of our own that answers as a real one, or on a real one: its kubeconfig in
/// SLIPWAY_AGENT_TEST_KUBECONFIG, and an image with a shell in SLIPWAY_AGENT_TEST_IMAGE.
/// </summary>
public sealed class KubernetesRunnerTests : RunnerConformance
{
    private static readonly AgentEnvironment Given = AgentEnvironment.OfProcess();
    private FakeKubernetes? _fake;
    private KubernetesApi? _api;
    private string _namespace = "";

    protected override bool LimitsMemory => Given.Option("TEST_KUBECONFIG") is not null;

    protected override bool TakesCode => false;

    protected override async Task<string?> PrepareAsync()
    {
        var kubeconfig = Given.Option("TEST_KUBECONFIG");
        if (kubeconfig is null)
        {
            _fake = await FakeKubernetes.StartAsync();
        }

        (_api, _namespace) = KubernetesApi.Connect(kubeconfig ?? _fake!.Kubeconfig, TimeProvider.System);
        return null;
    }

    private protected override IRunner NewRunner() => RunnerOf("agent-of-tests");

    private protected override IRunner? OtherRunner() => RunnerOf("another");

    private protected override AttemptSpecBody Shape(AttemptSpecBody spec) => spec with { Image = Given.Option("TEST_IMAGE") ?? "busybox" };

    private protected override AttemptSpecBody WithLittleMemory(AttemptSpecBody spec) => spec with
    {
        ResourceArgs = Arguments("""{"spec": {"template": {"spec": {"containers": [{"resources": {"limits": {"memory": "32Mi"}}}]}}}}"""),
    };

    [Fact]
    public async Task Nothing_secret_stands_in_the_job_and_its_secret_goes_with_it()
    {
        Assert.SkipWhen(_fake is null, "Looks into the fake.");
        await ToEndAsync(await StartAsync("true"));

        var job = _fake.Job(Folder.Name)!;
        Assert.DoesNotContain("a-key", job.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((string?)job["metadata"]!["uid"], (string?)_fake.Secret(Folder.Name)!["metadata"]!["ownerReferences"]![0]!["uid"]);

        await NewRunner().RemoveAsync(Folder.Name, Ct);
        Assert.Null(_fake.Job(Folder.Name));
        Assert.Null(_fake.Secret(Folder.Name));
    }

    [Fact]
    public async Task B10_a_watch_that_ends_without_a_word_is_begun_anew_with_a_list()
    {
        Assert.SkipWhen(_fake is null, "Makes the fake forget.");
        _fake.ExpiredWatches = 3;

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
    public async Task An_image_that_cannot_be_had_is_told_so()
    {
        Assert.True(Folder.TryCreate(Spec("true") with { Image = "localhost:1/nothing:1" }));

        var end = await ToEndAsync(await NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct));

        Assert.Equal(EndCause.StartFailed, end.Cause);
        Assert.Contains("localhost:1/nothing:1", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B10_a_job_that_comes_after_it_was_not_found_does_not_start()
    {
        Assert.SkipWhen(_fake is null, "Plays a request that was on its way.");
        Assert.True(Folder.TryCreate(Spec("echo ran")));
        var api = _api!;
        await api.TryCreateAsync(JobPlace.SecretsOf(_namespace), JobManifest.Secret(Folder.Name, "agent-of-tests", Folder.Spec!, Start(Folder.Spec!).Environment), Ct);

        Assert.Null(await NewRunner().AttachAsync(Folder, Ct));
        await api.TryCreateAsync(JobPlace.JobsOf(_namespace), JobManifest.Build(Folder.Name, "agent-of-tests", Folder.Spec!, []), Ct);

        var late = await NewRunner().AttachAsync(Folder, Ct);
        Assert.Equal(EndCause.StartFailed, (await ToEndAsync(late!)).Cause);
        Assert.Equal("", Log());
    }

    private KubernetesRunner RunnerOf(string agent) => new(_api!, _namespace, agent, new LocalPolicy(), TimeProvider.System);

    private static JsonElement Arguments(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}
