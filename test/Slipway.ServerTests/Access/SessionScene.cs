using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Access.Keys;
using Slipway.Access.Sessions;
using Slipway.Access.Users;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Access;

/// <summary>A running server with user <c>ada</c>, and requests to it as a browser sends them.</summary>
internal sealed class SessionScene : IAsyncDisposable
{
    public const string Password = "correct horse battery";
    public const string Here = "192.0.2.1";
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    private SessionScene(RunningServer server) => Server = server;

    public RunningServer Server { get; }

    public SessionOperations Sessions => Server.Services.GetRequiredService<SessionOperations>();

    public ActorLookup Actors => Server.Services.GetRequiredService<ActorLookup>();

    public static async Task<SessionScene> StartAsync(TestEngine engine, CancellationToken ct, params string[] options)
    {
        var scene = new SessionScene(await RunningServer.StartAsync(engine, options));
        await scene.AddUserAsync("ada", Password, ct);
        return scene;
    }

    /// <summary>A server on a database that others use too, or used before; it has no further user than they made.</summary>
    public static async Task<SessionScene> StartOnAsync(FreshDatabase database, params string[] options) =>
        new(await RunningServer.StartAsync(TestEngine.Sqlite, ["--database", database.Option, .. options]));

    public async Task AddUserAsync(string name, string? password, CancellationToken ct) =>
        Assert.False((await Server.Services.GetRequiredService<UserOperations>()
            .CreateAsync(Actor.System, new NewUser(name, null, password), ct)).IsRefused(out _));

    public async Task<string> KeyAsync(string user, CancellationToken ct) =>
        (await Server.Services.GetRequiredService<ApiKeyOperations>().CreateAsync(Actor.System, user, null, ct)).Value.Key;

    public Task<Outcome<NewSession>> SignInAsync(
        CancellationToken ct, string name = "ada", string password = Password, string? address = Here, string? browser = null) =>
        Sessions.SignInAsync(name, password, new SignInPlace("Browser/1.0", address, browser), ct);

    /// <summary>The token of a new session of ada.</summary>
    public async Task<string> TokenAsync(CancellationToken ct) => (await SignInAsync(ct)).Value.Token;

    /// <summary>Who asks with that token; null for nobody.</summary>
    public async Task<string?> WhoAsync(string token, CancellationToken ct) => (await Actors.FindBySessionAsync(token, ct))?.Name;

    /// <summary>Status and text of the answer to a request below <c>/api/v1</c> with the cookie.</summary>
    /// <param name="from">What the browser says of the page that asks; null when it says nothing.</param>
    public async Task<(int Status, JsonElement Body)> SendAsync(
        string method, string path, string token, CancellationToken ct, string? from = null, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Server.Url}/api/v1/{path}");
        request.Headers.Add("Cookie", $"slipway={token}");
        if (from is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", from);
        }
        if (key is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {key}");
        }
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }
        using var answer = await _http.SendAsync(request, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    public void MoveClock(TimeSpan by) => Server.Database.ClockOffset += by;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
