using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Api.Clients;
using Slipway.Api.Http;
using Slipway.Api.Queues;
using Slipway.Launch;
using Slipway.Launch.Attempts;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Xunit;

namespace Slipway.ServerTests.Launch;

/// <summary>A server of its own with a team, a queue, a job and agents that are nothing but their protocol; its clock is the test's.</summary>
internal sealed class ProtocolScene : IAsyncDisposable
{
    public static readonly LaunchOptions Options = new() { Lease = TimeSpan.FromSeconds(20), UnknownTimeout = TimeSpan.FromSeconds(60) };

    private readonly HttpClient _http = SlipwayClient.NewHttpClient();
    private readonly List<ProtocolAgent> _agents = [];
    private string _token = "";

    private ProtocolScene(RunningServer server, LaunchScene launch)
    {
        Server = server;
        Launch = launch;
    }

    public RunningServer Server { get; }

    public LaunchScene Launch { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ProtocolScene> StartAsync(
        TestEngine engine, Func<QueueSettings, QueueSettings>? with = null, LaunchOptions? options = null, params string[] serverOptions)
    {
        var server = await RunningServer.StartAsync(engine, services => services.AddSingleton(options ?? Options), serverOptions);
        var launch = await LaunchScene.SetUpAsync(server.Admin, "vision", Ct, with);
        await launch.AddJobAsync("train", "echo trained", Ct);
        var scene = new ProtocolScene(server, launch) { _token = await launch.TokenAsync(Ct) };
        // A server that has just started lets no lease end for the length of one.
        await scene.AdvanceAsync(Options.Lease + TimeSpan.FromSeconds(1));
        return scene;
    }

    /// <summary>A registered agent with a session.</summary>
    public async Task<ProtocolAgent> AgentAsync(string name = "box", IReadOnlyList<string>? queues = null, IReadOnlyList<string>? labels = null, string? token = null)
    {
        var agent = Unregistered(queues, labels);
        await agent.RegisterAsync(token ?? _token, name, Ct);
        await agent.OpenAsync(Ct);
        return agent;
    }

    public ProtocolAgent Unregistered(IReadOnlyList<string>? queues = null, IReadOnlyList<string>? labels = null)
    {
        var agent = new ProtocolAgent(_http, Server.Url) { Queues = queues ?? ["cpu"], Labels = labels ?? [] };
        _agents.Add(agent);
        return agent;
    }

    public Task<ItemResponse> EnqueueAsync(string queue = "cpu", int? priority = null) => Launch.EnqueueAsync("train", Ct, queue, priority);

    public Task<ItemDetailResponse> ItemAsync(ItemResponse item) => Launch.ItemAsync(item.Id, Ct);

    /// <summary>Moves the database's clock in steps so small that nobody takes them for a gap; leases that are over end.</summary>
    /// <param name="eachStep">Done after each step, such as a heartbeat.</param>
    public async Task AdvanceAsync(TimeSpan span, Func<Task>? eachStep = null)
    {
        var step = Options.Lease / 5;
        for (var left = span; left > TimeSpan.Zero; left -= step)
        {
            Server.Database.ClockOffset += left < step ? left : step;
            await RescueAsync();
            if (eachStep is not null)
            {
                await eachStep();
            }
        }
    }

    public Task RescueAsync() => Server.Services.GetRequiredService<LeaseRescuer>().RunOnceAsync(Ct);

    public static async Task<SlipwayApiException> RefusedAsync(HttpStatusCode status, string code, Func<Task> act)
    {
        var refusal = await Assert.ThrowsAsync<SlipwayApiException>(act);
        Assert.Equal((status, code), (refusal.Status, refusal.Code));
        return refusal;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
        {
            agent.Dispose();
        }
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
