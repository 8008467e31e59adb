using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Api.Access;
using Slipway.Api.Clients;
using Slipway.Api.Events;
using Slipway.Api.Transfers;
using Slipway.Testing;

namespace Slipway.ServerTests.Registry;

/// <summary>A running server with a team <c>acme</c> that has a project <c>iris</c>, and raw HTTP to it.</summary>
internal sealed class RegistryScene : IAsyncDisposable
{
    private readonly RunningServer _server;
    private readonly TemporaryFolder _files = new();
    private readonly HttpClient _http = new();
    private int _published;

    private RegistryScene(RunningServer server) => _server = server;

    public SlipwayClient Admin => _server.Admin;

    public RunningServer Server => _server;

    public static Task<RegistryScene> StartAsync(CancellationToken ct, TestEngine engine = TestEngine.Sqlite) => StartAsync(engine, _ => { }, ct);

    /// <summary>With services put in before the server's own, such as another clock.</summary>
    public static async Task<RegistryScene> StartAsync(TestEngine engine, Action<IServiceCollection> before, CancellationToken ct)
    {
        var scene = new RegistryScene(await RunningServer.StartAsync(engine, before));
        await scene.Admin.Access.CreateTeamAsync("acme", ct);
        await scene.Admin.Access.CreateProjectAsync("acme", "iris", ct);
        return scene;
    }

    /// <summary>The key of a new user with that role in <c>acme</c>; null for one without.</summary>
    public async Task<string> AddUserAsync(string name, string? role, CancellationToken ct)
    {
        await Admin.Access.CreateUserAsync(new CreateUserRequest { Name = name }, ct);
        if (role is not null)
        {
            await Admin.Access.PutMemberAsync("acme", name, role, ct);
        }
        return (await Admin.Access.CreateApiKeyAsync(name, new CreateApiKeyRequest(), ct)).Key;
    }

    /// <summary>Publishes a new version with a real file; returns its reference.</summary>
    public async Task<string> PublishAsync(string name, CancellationToken ct, string type = "model", string? run = null)
    {
        var path = _files[$"{Interlocked.Increment(ref _published)}.bin"];
        await File.WriteAllTextAsync(path, $"weights {path}", ct);
        var file = new LocalFile { Path = "model.bin", FullName = path, Size = new FileInfo(path).Length };
        var version = await Admin.Artifacts.PublishAsync(
            "acme", "iris", name, new PublishPlan { Type = type, Files = [file], Run = run }, new TransferOptions(), ct);
        return $"acme/iris/{name}:{version.Version}";
    }

    /// <summary>The answer to a request below <c>/api/v1/teams/acme</c>: its status and its JSON, if it has any.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(
        string method, string path, object? body, CancellationToken ct, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{_server.Url}/api/v1/teams/acme/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? _server.AdminKey);
        if (body is not null)
        {
            request.Content = new StringContent(
                body as string ?? System.Text.Json.JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }
        using var response = await _http.SendAsync(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>Runs the real command line as user <c>admin</c> in team <c>acme</c>.</summary>
    public async Task<CliRun> CliAsync(CancellationToken ct, params string[] arguments) =>
        await CliRun.StartAsync(await CliHomeAsync(ct), arguments, null, ct);

    /// <summary>Where the command line keeps the login of user <c>admin</c> in team <c>acme</c>.</summary>
    public async Task<string> CliHomeAsync(CancellationToken ct)
    {
        if (!Directory.Exists(_files["home"]))
        {
            Directory.CreateDirectory(_files["home"]);
            var login = await CliRun.StartAsync(_files["home"], ["login", _server.Url, "--team", "acme"], _server.AdminKey + "\n", ct);
            if (login.ExitCode != 0)
            {
                throw new InvalidOperationException(login.Error);
            }
        }
        return _files["home"];
    }

    /// <summary>The events of a registered model, oldest first.</summary>
    public async Task<IReadOnlyList<EventResponse>> EventsAsync(string? model, CancellationToken ct)
    {
        var events = new List<EventResponse>();
        await foreach (var happened in Admin.Events.ListAsync("acme", null, null, model, 100, ct))
        {
            events.Add(happened);
        }
        return [.. events.OrderBy(happened => happened.Number)];
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
        _files.Dispose();
    }
}
