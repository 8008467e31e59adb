using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Slipway.Api.Webhooks;
using Xunit;

namespace Slipway.ServerTests.Rest;

/// <summary>What stands beside the API: health, metrics, and the page that shows the document.</summary>
public sealed partial class PagesTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite, "sqlite")]
    [InlineData(TestEngine.Postgres, "postgres")]
    public async Task S_L10_Readyz_names_each_check_and_warns_of_open_private_addresses(TestEngine engine, string name)
    {
        var server = await servers.ServerAsync(engine);

        var (status, type, body) = await GetAsync(server, "/readyz");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (status, type));
        var health = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        var checks = health.GetProperty("checks").EnumerateObject().ToDictionary(check => check.Name, check => check.Value.GetProperty("status").GetString());
        Assert.Equal("degraded", checks["egress"]);
        Assert.All(checks.Where(check => check.Key != "egress"), check => Assert.Equal("healthy", check.Value));
        Assert.Equal(name, health.GetProperty("checks").GetProperty("database").GetProperty("detail").GetString());
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, "/healthz")).Status);
    }

    [Fact]
    public async Task Metrics_count_deliveries_and_name_neither_secret_nor_address()
    {
        var team = await servers.NewTeamAsync(Ct);
        await team.MoveAliasAsync("prod", "v0", Ct);
        await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Delivered, Ct);

        var (status, type, body) = await GetAsync(team.Server, "/metrics");

        Assert.Equal((HttpStatusCode.OK, "text/plain"), (status, type));
        Assert.Matches(CountedDelivery(), body);
        Assert.Contains("http_server_request_duration", body, StringComparison.Ordinal);
        Assert.DoesNotContain(AliasScene.Token, body, StringComparison.Ordinal);
        Assert.DoesNotContain(team.Target, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_the_API_loads_nothing_from_anywhere_else()
    {
        var server = await servers.ServerAsync(TestEngine.Sqlite);

        var (status, type, page) = await GetAsync(server, "/docs");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (status, type));
        var sources = SourcePattern().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(sources);
        foreach (var source in sources)
        {
            Assert.False(Uri.TryCreate(source, UriKind.Absolute, out var elsewhere) && elsewhere.Scheme.StartsWith("http", StringComparison.Ordinal), source);
            Assert.False(source.StartsWith("//", StringComparison.Ordinal), source);
            using var http = new HttpClient();
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(new Uri(server.Url + "/docs/"), source), Ct)).StatusCode);
        }
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string? Type, string Body)> GetAsync(RunningServer server, string path)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(server.Url + path, Ct);
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(Ct));
    }

    [GeneratedRegex("(?m)^slipway_deliver[a-z_]*(\\{[^}]*\\})? [1-9]")]
    private static partial Regex CountedDelivery();

    [GeneratedRegex("<(?:script|link|img|iframe)[^>]+(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex SourcePattern();
}
