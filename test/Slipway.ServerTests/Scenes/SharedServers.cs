using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Scenes;

/// <summary>
/// One server for each database and one receiver, for all tests of a class; a server starts when the first test asks for it.
/// Each test has a team of its own, whose webhooks send to a path of their own.
/// </summary>
public sealed class SharedServers : IAsyncLifetime
{
    private readonly Dictionary<TestEngine, RunningServer> _servers = [];
    private readonly HttpClient _http = new();
    private int _teams;

    internal Receiver Receiver { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Receiver = await Receiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }
        _http.Dispose();
        await Receiver.DisposeAsync();
    }

    /// <summary>A new team as <see cref="Slipway.Testing.Scenes.AliasScene"/> sets it up.</summary>
    internal async Task<TeamScene> NewTeamAsync(CancellationToken ct, TestEngine engine = TestEngine.Sqlite)
    {
        var server = await ServerAsync(engine);
        return await TeamScene.SetUpAsync(server, Receiver, _http, $"team-{Interlocked.Increment(ref _teams)}", ct);
    }

    /// <summary>The server on that database; private receivers are open to it.</summary>
    internal async Task<RunningServer> ServerAsync(TestEngine engine)
    {
        if (!_servers.TryGetValue(engine, out var server))
        {
            _servers.Add(engine, server = await RunningServer.StartAsync(engine, "--egress-allow", Receiver.HostAndPort));
        }
        return server;
    }
}
