using System.Collections;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Api.Clients;
using Slipway.Server;
using Slipway.Storage;

namespace Slipway.Testing;

/// <summary>The whole server in this process, on a real loopback port, over fresh data.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private const int Tries = 5;
    private static volatile RoomSchema[] _schemas = [];
    private readonly TemporaryFolder _data;
    private readonly FreshDatabase _database;
    private readonly WebApplication _app;
    private readonly HttpClient _http = SlipwayClient.NewHttpClient();

    private RunningServer(WebApplication app, string url, string adminKey, TemporaryFolder data, FreshDatabase database)
    {
        _app = app;
        _data = data;
        _database = database;
        Url = url;
        AdminKey = adminKey;
        Admin = ClientFor(adminKey);
    }

    /// <summary>The address, without a slash at the end.</summary>
    public string Url { get; }

    /// <summary>The key of user <c>admin</c>, who administers the server.</summary>
    public string AdminKey { get; }

    /// <summary>The typed client of user <c>admin</c>.</summary>
    public SlipwayClient Admin { get; }

    /// <summary>Its <c>data-dir</c>.</summary>
    public string DataFolder => _data.Path;

    /// <summary>What runs inside, for the clock and the workers.</summary>
    public IServiceProvider Services => _app.Services;

    public Database Database => Services.GetRequiredService<Database>();

    /// <summary>Starts one.</summary>
    /// <param name="engine">Its database.</param>
    /// <param name="options">Further options, as <c>--name value</c>; such as <c>--egress-allow</c>.</param>
    public static Task<RunningServer> StartAsync(TestEngine engine = TestEngine.Sqlite, params string[] options) =>
        StartAsync(engine, _ => { }, options);

    /// <summary>Starts one with services put in before the server's own, such as another resolver of names.</summary>
    public static async Task<RunningServer> StartAsync(TestEngine engine, Action<IServiceCollection> before, params string[] options)
    {
        for (var attempt = 1; ; attempt++)
        {
            var data = new TemporaryFolder();
            var database = await FreshDatabase.CreateAsync(engine, _schemas);
            var url = $"http://127.0.0.1:{Ports.Free()}";
            var key = ServerProcess.NewAdminKey();
            var app = SlipwayServer.Build(
                ["--urls", url, "--data-dir", data.Path, "--database", database.Option, "--admin-api-key", key, .. options],
                new Hashtable(),
                services =>
                {
                    services.AddLogging(logging => logging.AddFilter("Slipway", LogLevel.Warning));
                    before(services);
                });
            var server = new RunningServer(app, url, key, data, database);
            try
            {
                _schemas = [.. app.Services.GetServices<RoomSchema>()];
                await app.StartAsync();
                return server;
            }
            catch (Exception failure)
            {
                await server.DisposeAsync();
                if (failure is not IOException || attempt == Tries)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>The typed client of whoever holds <paramref name="apiKey"/>; null asks without identity.</summary>
    public SlipwayClient ClientFor(string? apiKey) => new(_http, new Uri(Url), apiKey);

    /// <summary>The admin's request with a body as it stands there, past the client; its status and what came back.</summary>
    public async Task<(int Status, JsonNode Answer)> SendAsync(HttpMethod method, string path, string json, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, $"{Url}/api/v1/{path}") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        using var response = await _http.SendAsync(request, ct);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(ct))!);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _http.Dispose();
        await _database.DisposeAsync();
        _data.Dispose();
    }
}
