using Slipway.Agent;
using Slipway.Agent.Policies;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.Kubernetes;
using Slipway.Testing;
using Slipway.Testing.Kubernetes;

namespace Slipway.Tests.Agent;

/// <summary>Whether jobs are taken for a cluster that answers to looks and takes nothing, as while a webhook of it is down.</summary>
public sealed class BackendHealthTests : IAsyncLifetime
{
    private const string Cluster = "kubernetes";
    private readonly MovedTime _time = new();
    private FakeKubernetes _fake = null!;
    private KubernetesApi _api = null!;
    private BackendHealth _health = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fake = await FakeKubernetes.StartAsync();
        (_api, var space) = KubernetesApi.Connect(_fake.Kubeconfig, TimeProvider.System);
        var runners = new Dictionary<string, IRunner> { [Cluster] = new KubernetesRunner(_api, space, "ag1", new LocalPolicy(), TimeProvider.System) };
        _health = new BackendHealth(runners, () => { }, new Journal(TextWriter.Null, TimeProvider.System), _time);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task A_cluster_that_answers_and_starts_nothing_is_left_alone_for_longer_and_longer()
    {
        foreach (var rest in (int[])[15, 30, 60, 120, 240, 300, 300])
        {
            _health.StartedNothing(Cluster, "it takes nothing");
            _health.StartedNothing(Cluster, "nor the second of the same moment");
            _time.Shift += TimeSpan.FromSeconds(rest - 1);
            await _health.LookAsync(Ct);
            Assert.Empty(_health.Ready);

            _time.Shift += TimeSpan.FromSeconds(1);
            await _health.LookAsync(Ct);
            Assert.Equal([Cluster], _health.Ready);
        }
    }

    [Fact]
    public async Task Once_something_is_started_the_rest_is_short_again()
    {
        foreach (var rest in (int[])[15, 30])
        {
            _health.StartedNothing(Cluster, "it takes nothing");
            _time.Shift += TimeSpan.FromSeconds(rest);
            await _health.LookAsync(Ct);
        }

        _health.Started(Cluster);
        _health.StartedNothing(Cluster, "it takes nothing");
        _time.Shift += TimeSpan.FromSeconds(15);
        await _health.LookAsync(Ct);

        Assert.Equal([Cluster], _health.Ready);
    }

    [Fact]
    public async Task E_D24_a_cluster_that_a_look_finds_away_is_used_as_soon_as_one_finds_it_back()
    {
        _health.StartedNothing(Cluster, "it is away");
        _fake.Faults.IsAway = true;
        await _health.LookAsync(Ct);
        Assert.Empty(_health.Ready);
        _fake.Faults.IsAway = false;
        await _health.LookAsync(Ct);

        Assert.Equal([Cluster], _health.Ready);
    }
}
