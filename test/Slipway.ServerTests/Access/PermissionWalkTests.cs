using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Access;

/// <summary>
/// Sends every request of the API as every role, and compares who was refused with the one table in docs/permissions.md.
/// Roles go from the least to the most, so that what a request changes is changed only once nobody below may.
/// </summary>
public sealed class PermissionWalkTests
{
    private static readonly string[] Roles = ["viewer", "member", "admin"];
    private static readonly string[] Refused = ["forbidden", "secret_needs_admin", "alias_protected"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_is_allowed_to_exactly_the_roles_of_the_documented_table()
    {
        await using var walk = await PermissionWalk.StartAsync(Ct);
        var measured = new List<string>();
        foreach (var route in walk.Routes())
        {
            var row = new StringBuilder($"| `{route}` |");
            foreach (var role in Roles)
            {
                var code = await walk.SendAsync(route, role, Ct);
                row.Append(Refused.Contains(code) ? " - |" : " yes |");
            }
            measured.Add(row.ToString());
        }
        var documented = File.ReadAllLines(Repository.PathOf("docs/permissions.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToArray();
        Assert.True(documented.SequenceEqual(measured),
            "docs/permissions.md differs from what the server does. Measured:\n" + string.Join('\n', measured));
    }

    [Fact]
    public async Task Who_is_no_member_cannot_tell_that_a_team_exists()
    {
        await using var walk = await PermissionWalk.StartAsync(Ct);
        foreach (var route in walk.Routes().Where(route => route.Contains("/teams/{team}", StringComparison.Ordinal)))
        {
            Assert.Equal((route, "not_found"), (route, await walk.SendAsync(route, "stranger", Ct)));
        }
    }

    [Fact]
    public async Task Without_a_key_every_request_is_unauthorized()
    {
        await using var walk = await PermissionWalk.StartAsync(Ct);
        foreach (var route in walk.Routes())
        {
            Assert.Equal((route, "unauthorized"), (route, await walk.SendAsync(route, null, Ct)));
        }
    }
}

/// <summary>A server with one of everything, and a key for each role.</summary>
internal sealed class PermissionWalk : IAsyncDisposable
{
    private readonly RunningServer _server;
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, string> _keys = [];
    private readonly Dictionary<string, string> _ids = [];

    private PermissionWalk(RunningServer server) => _server = server;

    public RunningServer Server => _server;

    public static async Task<PermissionWalk> StartAsync(CancellationToken ct, TestEngine engine = TestEngine.Sqlite)
    {
        var receiver = Ports.Free();
        var walk = new PermissionWalk(await RunningServer.StartAsync(engine, "--egress-allow", $"localhost:{receiver}"));
        await walk.SeedAsync($"http://localhost:{receiver}/hook", ct);
        return walk;
    }

    /// <summary>Every route under /api/v1 that wants an identity, as <c>METHOD /path</c>, in a fixed order.</summary>
    public IReadOnlyList<string> Routes() =>
    [
        .. _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.StartsWith("/api/v1", StringComparison.Ordinal) == true
                && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Where(method => method != "HEAD")
                .Select(method => $"{method} {endpoint.RoutePattern.RawText!["/api/v1".Length..].TrimEnd('/')}"))
            .OrderBy(route => route.Split(' ')[1], StringComparer.Ordinal).ThenBy(Order),
    ];

    /// <summary>The problem's code, or an empty text when there was none.</summary>
    public async Task<string> SendAsync(string route, string? role, CancellationToken ct)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        using var request = new HttpRequestMessage(new HttpMethod(method), _server.Url + "/api/v1" + Fill(path, route));
        if (role is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _keys[role]);
        }
        if (method is "POST" or "PUT" or "PATCH")
        {
            request.Content = new StringContent(BodyOf(route), Encoding.UTF8, "application/json");
        }
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        Assert.NotEqual(500, (int)answer.StatusCode);
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return "";
        }
        var problem = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(ct));
        var code = problem.GetProperty("code").GetString()!;
        // A body that does not bind never reaches the operation: the sample would test nothing.
        Assert.False(code == "invalid" && problem.GetProperty("status").GetInt32() == 400, $"{route}: {problem}");
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    // Deleting comes last at each path, or the other methods would find nothing.
    private static int Order(string route) => Array.IndexOf(["GET", "POST", "PUT", "PATCH", "DELETE"], route.Split(' ')[0]);

    private async Task SeedAsync(string url, CancellationToken ct)
    {
        _keys["root"] = _server.AdminKey;
        await RootAsync("POST /teams", """{"name":"vision"}""", ct);
        foreach (var name in (string[])["viewer", "member", "admin", "stranger", "leaver"])
        {
            await RootAsync("POST /users", $$"""{"name":"{{name}}-user"}""", ct);
            _keys[name] = (await RootAsync($"POST /users/{name}-user/api-keys", "{}", ct)).GetProperty("key").GetString()!;
            if (name != "stranger")
            {
                await RootAsync($"PUT /teams/vision/members/{name}-user", $$"""{"role":"{{(name == "leaver" ? "viewer" : name)}}"}""", ct);
            }
        }
        await RootAsync("POST /teams/vision/projects", """{"name":"lab"}""", ct);
        await PublishAsync("clf", ct);
        _ids["version"] = await PublishAsync("spare", ct);
        await RootAsync("POST /teams/vision/projects/lab/runs", """{"id":"run-1"}""", ct);
        await RootAsync("PUT /teams/vision/projects/lab/runs/run-1/files/empty.bin", "{}", ct);
        await RootAsync("POST /teams/vision/registry/models", """{"name":"Iris"}""", ct);
        await RootAsync("PUT /teams/vision/secrets/TOKEN", """{"value":"a-long-enough-value"}""", ct);
        await RootAsync("POST /teams/vision/webhooks", $$"""{"name":"hook","url":"{{url}}"}""", ct);
        await RootAsync("POST /teams/vision/automations",
            """{"name":"deploy","event":{"type":"ADD_ARTIFACT_ALIAS","registeredModel":"Iris"},"action":{"type":"webhook","webhook":"hook"}}""", ct);
        await RootAsync("POST /teams/vision/registry/models/Iris/versions", """{"source":"vision/lab/clf:v0","aliases":["staging"]}""", ct);
        await RootAsync("POST /teams/vision/queues", """{"name":"cpu","resource":"process"}""", ct);
        await RootAsync("POST /teams/vision/projects/lab/jobs", """{"name":"train","source":{"type":"artifact","artifact":"vision/lab/clf:v0","entryPoint":["true"]}}""", ct);
        _ids["item"] = (await RootAsync("POST /teams/vision/queues/cpu/items", """{"job":"vision/lab/train","project":"lab"}""", ct)).GetProperty("id").GetString()!;
        _ids["event"] = (await RootAsync("GET /teams/vision/events", "", ct)).GetProperty("items")[0].GetProperty("id").GetString()!;
        _ids["delivery"] = await Eventually.FindAsync(async () =>
        {
            var items = (await RootAsync("GET /teams/vision/deliveries", "", ct)).GetProperty("items");
            return items.GetArrayLength() == 0 ? null : items[0].GetProperty("id").GetString();
        }, "a delivery", ct);
    }

    private async Task<string> PublishAsync(string name, CancellationToken ct)
    {
        var version = await RootAsync($"POST /teams/vision/projects/lab/artifacts/{name}/versions",
            """{"type":"model","files":[{"path":"empty.bin","size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}""", ct);
        var id = version.GetProperty("id").GetString()!;
        foreach (var upload in version.GetProperty("uploads").EnumerateArray())
        {
            using var put = await _http.PutAsync(upload.GetProperty("url").GetString(), new ByteArrayContent([]), ct);
            put.EnsureSuccessStatusCode();
        }
        await RootAsync($"POST /teams/vision/projects/lab/artifacts/{name}/versions/{id}/commit", "{}", ct);
        return id;
    }

    private async Task<JsonElement> RootAsync(string route, string body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Split(' ')[0]), _server.Url + "/api/v1" + route.Split(' ')[1]);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _keys["root"]);
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }
        using var answer = await _http.SendAsync(request, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        Assert.True(answer.IsSuccessStatusCode, $"{route}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>What a path parameter of a route is called in reality, percent-encoded.</summary>
    public string ValueOf(string method, string template, string parameter) =>
        Fill($"{{{parameter}}}", $"{method} {template["/api/v1".Length..]}", template);

    private string Fill(string path, string route) => Fill(path, route, path);

    // The path tells what its parameters mean.
    private string Fill(string text, string route, string path)
    {
        // The one to be deleted is linked, so that it stays for the requests that come after.
        var named = route == "DELETE /teams/{team}/projects/{project}/artifacts/{name}" ? "clf"
            : path.Contains("/artifacts/{name}", StringComparison.Ordinal) ? "spare"
            : path.Contains("/webhooks/", StringComparison.Ordinal) ? "hook"
            : path.Contains("/secrets/", StringComparison.Ordinal) ? "TOKEN"
            : path.Contains("/jobs/", StringComparison.Ordinal) ? "train"
            : "deploy";
        var id = path.Contains("/deliveries/", StringComparison.Ordinal) ? _ids["delivery"]
            : path.Contains("/events/", StringComparison.Ordinal) ? _ids["event"]
            : path.Contains("/api-keys/", StringComparison.Ordinal) ? "999999"
            : path.Contains("/items/", StringComparison.Ordinal) ? _ids["item"]
            : _ids["version"];
        return text.Replace("{team}", "vision", StringComparison.Ordinal).Replace("{project}", "lab", StringComparison.Ordinal)
            .Replace("{model}", "Iris", StringComparison.Ordinal).Replace("{name}", named, StringComparison.Ordinal)
            .Replace("{version}", "v0", StringComparison.Ordinal).Replace("{tag}", "checked", StringComparison.Ordinal)
            .Replace("{alias}", path.Contains("protected", StringComparison.Ordinal) ? "production" : "staging", StringComparison.Ordinal)
            .Replace("{user}", path.Contains("/members/", StringComparison.Ordinal) ? "leaver-user" : "admin-user", StringComparison.Ordinal)
            .Replace("{queue}", "cpu", StringComparison.Ordinal).Replace("{agent}", "box", StringComparison.Ordinal)
            .Replace("{**path}", "empty.bin", StringComparison.Ordinal).Replace("{path}", "empty.bin", StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal)
            .Replace("{run}", "run-1", StringComparison.Ordinal)
            + (text == "/artifacts/resolve" ? "?ref=vision/lab/clf:v0" : text == "/audit" ? "?team=vision" : "");
    }

    // Well-formed bodies; whether they may be accepted is the operation's to say.
    public static string BodyOf(string route) => route switch
    {
        "POST /users" => """{"name":"somebody"}""",
        "PUT /users/{user}/password" => """{"password":"correct horse battery"}""",
        "POST /teams" => """{"name":"another"}""",
        "PUT /teams/{team}/members/{user}" => """{"role":"viewer"}""",
        "POST /teams/{team}/service-accounts" => """{"name":"robot","role":"viewer"}""",
        "POST /teams/{team}/projects" => """{"name":"second"}""",
        "PUT /teams/{team}/secrets/{name}" => """{"value":"another-long-value"}""",
        "POST /teams/{team}/webhooks" => """{"name":"second","url":"https://hooks.invalid/x"}""",
        "POST /teams/{team}/webhooks/test" => """{"url":"https://hooks.invalid/x"}""",
        "POST /teams/{team}/registry/models" => """{"name":"Second"}""",
        "POST /teams/{team}/registry/models/{model}/versions" => """{"source":"vision/lab/spare:v0"}""",
        "PUT /teams/{team}/registry/models/{model}/aliases/{alias}" => """{"version":"v0"}""",
        "PUT /teams/{team}/projects/{project}/artifacts/{name}/aliases/{alias}" => """{"version":"v0"}""",
        "POST /teams/{team}/projects/{project}/artifacts/{name}/versions" => """{"type":"model","files":[]}""",
        "POST /teams/{team}/projects/{project}/runs/{run}/artifacts" => """{"ref":"vision/lab/clf:v0"}""",
        "POST /teams/{team}/projects/{project}/runs/{run}/finish" => """{"exitCode":0}""",
        "POST /teams/{team}/projects/{project}/runs/{run}/history" => """{"rows":[{"loss":0.5}]}""",
        "POST /teams/{team}/automations" => """{"name":"second","event":{"type":"LINK_ARTIFACT","registeredModel":"Iris"},"action":{"type":"webhook","webhook":"hook"}}""",
        "POST /teams/{team}/automations/preview" => """{"automation":{"name":"third","event":{"type":"LINK_ARTIFACT","registeredModel":"Iris"},"action":{"type":"webhook","webhook":"hook"}}}""",
        "POST /teams/{team}/queues" => """{"name":"second","resource":"process"}""",
        "POST /teams/{team}/queues/{queue}/items" => """{"job":"vision/lab/train","project":"lab"}""",
        "POST /teams/{team}/items/{id}/priority" => """{"priority":1}""",
        "POST /teams/{team}/projects/{project}/jobs" => """{"name":"second","source":{"type":"image","image":"alpine:3"}}""",
        _ => "{}",
    };
}
