using System.Text.Json.Nodes;
using Slipway.Agent.Policies;
using Slipway.Agent.Runners.Kubernetes;
using Slipway.Agent.Settings;
using Slipway.Testing.Kubernetes;
using Xunit;

namespace Slipway.ProviderTests.Runners;

/// <summary>
/// An API server of our own that answers as a real one, or a real one: its kubeconfig in SLIPWAY_AGENT_TEST_KUBECONFIG, an image
/// with a shell in SLIPWAY_AGENT_TEST_IMAGE; and for what only its admin may do, that one's kubeconfig in
/// SLIPWAY_AGENT_TEST_ADMIN_KUBECONFIG.
/// </summary>
internal sealed class KubernetesBackend : IAsyncDisposable
{
    private static readonly AgentEnvironment Given = AgentEnvironment.OfProcess();

    private KubernetesBackend(FakeKubernetes? fake)
    {
        Fake = fake;
        (Api, Namespace) = KubernetesApi.Connect(fake?.Kubeconfig ?? Given.Option("TEST_KUBECONFIG"), TimeProvider.System);
        Admin = (fake?.AdminKubeconfig ?? Given.Option("TEST_ADMIN_KUBECONFIG")) is { } config
            ? KubernetesApi.Connect(config, TimeProvider.System).Api
            : null;
    }

    public static bool IsReal => Given.Option("TEST_KUBECONFIG") is not null;

    public static string Image => Given.Option("TEST_IMAGE") ?? "busybox";

    /// <summary>A command of the shell that kills the API server; null for none.</summary>
    public static string? StopServer => Given.Option("TEST_STOP_API");

    /// <summary>A command of the shell that starts it again.</summary>
    public static string? StartServer => Given.Option("TEST_START_API");

    /// <summary>Null on a real cluster.</summary>
    public FakeKubernetes? Fake { get; }

    /// <summary>With the agent's rights.</summary>
    public KubernetesApi Api { get; }

    /// <summary>With all rights; null when they were not given.</summary>
    public KubernetesApi? Admin { get; }

    public string Namespace { get; }

    public static async Task<KubernetesBackend> OpenAsync() => new(IsReal ? null : await FakeKubernetes.StartAsync());

    public KubernetesRunner RunnerOf(string agent) => new(Api, Namespace, agent, new LocalPolicy(), TimeProvider.System);

    /// <summary>The admin's way in, or the test is skipped.</summary>
    public KubernetesApi AdminOrSkip()
    {
        Assert.SkipWhen(Admin is null, "Needs --admin-kubeconfig.");
        return Admin;
    }

    /// <summary>The fake, or the test is skipped.</summary>
    public FakeKubernetes FakeOrSkip()
    {
        Assert.SkipWhen(Fake is null, "Plays what a healthy cluster does not do.");
        return Fake;
    }

    /// <summary>The pods of a job, all of them.</summary>
    public async Task<IReadOnlyList<JsonNode>> PodsAsync(string job, CancellationToken ct) =>
        [.. ((await Api.FindAsync(new JobPlace(Namespace, job).Pods, ct))?["items"] as JsonArray ?? []).OfType<JsonNode>()];

    /// <summary>Whether a program began in a pod of the job that is not the given one.</summary>
    public async Task<bool> BeganElsewhereAsync(string job, string uid, CancellationToken ct) =>
        (await PodsAsync(job, ct)).Any(pod => PodState.UidOf(pod) != uid && PodState.HasBegun(pod, JobManifest.ContainerOf(pod)));

    public Task DeletePodAsync(string pod, CancellationToken ct) => Api.DeleteAsync($"/api/v1/namespaces/{Namespace}/pods/{pod}", ct);

    /// <summary>Changes the only node.</summary>
    public async Task PatchNodeAsync(JsonObject change, CancellationToken ct)
    {
        var nodes = await Admin!.FindAsync("/api/v1/nodes", ct);
        await Admin.PatchAsync($"/api/v1/nodes/{(string)nodes!["items"]![0]!["metadata"]!["name"]!}", change, ct);
    }

    public async ValueTask DisposeAsync()
    {
        Admin?.Dispose();
        Api.Dispose();
        if (Fake is not null)
        {
            await Fake.DisposeAsync();
        }
    }
}
