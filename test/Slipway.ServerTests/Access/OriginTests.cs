using System.Net;
using System.Text.Json;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Access;

/// <summary>Whose pages may act with the session of a browser, also where the browser says nothing but the origin.</summary>
public sealed class OriginTests
{
    private const string Public = "https://slipway.example:8443";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S_M10_Pages_of_other_origins_cannot_open_the_connection_of_a_page()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct, "--public-url", Public + "/");
        var token = await scene.TokenAsync(Ct);
        var port = new Uri(scene.Server.Url).Port;
        (string? Origin, int Status)[] expected =
        [
            (scene.Server.Url, 101), (Public, 101), ("HTTPS://Slipway.Example:8443", 101),
            ($"http://127.0.0.1:{port + 1}", 403), ($"https://127.0.0.1:{port}", 403), ("http://127.0.0.1", 403), ($"http://localhost:{port}", 403),
            ("http://evil.example", 403), ("https://slipway.example", 403), ("null", 403), ("", 403), ("file://", 403), ("garbage", 403), (null, 403),
        ];

        var answers = new List<(string?, int)>();
        foreach (var (origin, _) in expected)
        {
            (string, string)[] headers = [("Cookie", $"slipway={token}"), .. origin is null ? [] : new[] { ("Origin", origin) }];
            using var socket = await PageSocket.OpenAsync(scene.Server.Url, headers, Ct);
            answers.Add((origin, socket.Status));
        }

        Assert.Equal(expected, answers);
    }

    [Fact]
    public async Task S_M10_Behind_a_proxy_the_origin_is_what_the_trusted_proxy_says()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct, "--trusted-proxies", "127.0.0.1");
        var token = await scene.TokenAsync(Ct);
        (string Origin, string? Proto, int Status)[] expected =
        [
            ("https://models.example", "https", 101), ("http://models.example", "https", 403), ("https://models.example:444", "https", 403),
            ("http://models.example", null, 101), ("https://models.example", null, 403),
        ];
        foreach (var (origin, proto, status) in expected)
        {
            (string, string)[] headers =
            [
                ("Cookie", $"slipway={token}; __Host-slipway={token}"), ("Host", "models.example"), ("Origin", origin),
                .. proto is null ? [] : new[] { ("X-Forwarded-Proto", proto), ("X-Forwarded-For", "203.0.113.9") },
            ];
            using var socket = await PageSocket.OpenAsync(scene.Server.Url, headers, Ct);
            Assert.Equal((origin, proto, status), (origin, proto, socket.Status));
        }
    }

    [Theory]
    [InlineData("POST", "/sign-out")]
    [InlineData("POST", "/sign-in")]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("POST", "/_blazor?id=x")]
    [InlineData("POST", "/api/v1/teams")]
    [InlineData("DELETE", "/api/v1/teams/ada")]
    [InlineData("GET", "/api/v1/me")]
    public async Task S_M10_What_another_origin_sends_with_the_cookie_is_refused_by_name(string method, string path)
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct);
        var token = await scene.TokenAsync(Ct);
        foreach (var origin in (string[])["http://127.0.0.1:1", "null", "http://evil.example"])
        {
            var (status, code) = await SendAsync(scene, method, path, ("Cookie", $"slipway={token}"), ("Origin", origin));
            Assert.Equal((origin, 403, "origin_refused"), (origin, status, code));
        }
        var own = await SendAsync(scene, method, path, ("Cookie", $"slipway={token}"), ("Origin", scene.Server.Url));
        Assert.NotEqual("origin_refused", own.Code);
        Assert.Equal("ada", await scene.WhoAsync(token, Ct));
    }

    [Fact]
    public async Task S_M10_A_key_works_from_wherever_it_is_sent()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct);
        var bearer = ("Authorization", $"Bearer {scene.Server.AdminKey}");
        Assert.Equal(201, (await SendAsync(scene, "POST", "/api/v1/teams", bearer)).Status);
        Assert.Equal(200, (await SendAsync(scene, "GET", "/api/v1/me", bearer, ("Origin", "http://evil.example"))).Status);
        Assert.Equal(409, (await SendAsync(scene, "POST", "/api/v1/teams", bearer, ("Origin", "null"))).Status);
        // Nothing of the browser's goes along, so nothing of it can be misused.
        Assert.Equal(401, (await SendAsync(scene, "POST", "/api/v1/teams", ("Origin", "http://evil.example"))).Status);
    }

    private static async Task<(int Status, string? Code)> SendAsync(
        SessionScene scene, string method, string path, params IReadOnlyList<(string Name, string Value)> headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(new HttpMethod(method), scene.Server.Url + path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        if (method != "GET")
        {
            request.Content = path.StartsWith("/api/", StringComparison.Ordinal)
                ? new StringContent("""{"name":"planted"}""", System.Text.Encoding.UTF8, "application/json")
                : new FormUrlEncodedContent([new("_handler", path.Trim('/'))]);
        }
        using var answer = await http.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        var code = answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? JsonSerializer.Deserialize<JsonElement>(text).GetProperty("code").GetString()
            : null;
        return ((int)answer.StatusCode, code);
    }
}
