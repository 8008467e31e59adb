using System.Collections;
using System.Net;
using System.Runtime.Versioning;
using Slipway.Api.Queues;
using Slipway.Server.Options;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Health;

public sealed class HealthTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_server_on_fresh_data_is_ready_and_knows_its_admin(TestEngine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"{server.Url}/healthz", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"{server.Url}/readyz", Ct)).StatusCode);
        Assert.Equal("admin", (await server.Admin.Access.MeAsync(Ct)).Name);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("X-Real-IP", "203.0.113.9")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "slipway.example")]
    public async Task S_M11_Whoever_comes_through_a_proxy_sees_no_metrics_and_no_details(string header, string value)
    {
        foreach (var options in (string[][])[[], ["--trusted-proxies", "127.0.0.1"]])
        {
            await using var server = await RunningServer.StartAsync(TestEngine.Sqlite, options);
            await server.Admin.Access.CreateTeamAsync("secret-team", Ct);
            await server.Admin.Queues.CreateAsync("secret-team", new() { Name = "secret-queue", Resource = QueueResource.Process }, Ct);

            Assert.Equal(401, (await GetAsync(server, "/metrics", (header, value))).Status);
            Assert.Equal((200, """{"status":"healthy"}"""), await GetAsync(server, "/readyz", (header, value)));
            Assert.Equal((200, """{"status":"healthy"}"""), Trim(await GetAsync(server, "/healthz", (header, value))));

            // This machine itself needs nothing.
            Assert.Contains("# TYPE ", (await GetAsync(server, "/metrics")).Body, StringComparison.Ordinal);
            Assert.Contains("\"database\":{\"status\":\"healthy\"", (await GetAsync(server, "/readyz")).Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task S_M11_With_a_token_the_metrics_are_for_whoever_has_it()
    {
        const string token = "a-token-of-the-scraper";
        await using var server = await RunningServer.StartAsync(TestEngine.Sqlite, "--metrics-token", token);
        foreach (var (sent, status) in ((string?, int)[])[(null, 401), ("Bearer " + token, 200), ("bearer " + token, 200), (token, 401), ("Bearer x" + token, 401), ("Bearer ", 401), ($"Bearer {server.AdminKey}", 401)])
        {
            (string, string)[] headers = sent is null ? [] : [("Authorization", sent)];
            Assert.Equal((sent, status), (sent, (await GetAsync(server, "/metrics", headers)).Status));
            Assert.Equal((sent, status == 200), (sent, (await GetAsync(server, "/readyz", headers)).Body.Contains("database", StringComparison.Ordinal)));
        }
        Assert.Equal(200, (await GetAsync(server, "/metrics", ("Authorization", "Bearer " + token), ("X-Forwarded-For", "203.0.113.9"), ("Host", "slipway.example"))).Status);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("a token with spaces in it")]
    public void S_M11_A_token_that_is_easily_guessed_or_cannot_be_sent_stops_the_start(string token)
    {
        var wrong = Assert.Throws<OptionException>(() => OptionReader.Read(["--metrics-token", token], new Hashtable()));
        Assert.StartsWith("metrics-token: ", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task S_L13_The_data_folder_and_the_database_are_for_their_owner_alone()
    {
        using var folder = new TemporaryFolder();
        var data = folder["new/data"];
        await using (await RunningServer.StartAsync(TestEngine.Sqlite, "--data-dir", data, "--database", "sqlite"))
        {
            const UnixFileMode owners = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(owners | UnixFileMode.UserExecute, File.GetUnixFileMode(data));
            foreach (var file in Directory.EnumerateFiles(data, "slipway.db*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            {
                Assert.Equal((file, owners), (file, File.GetUnixFileMode(file)));
            }
        }
    }

    [Fact]
    public async Task S_L20_Every_answer_says_that_it_is_what_its_type_says_and_appears_in_no_frame()
    {
        await using var server = await RunningServer.StartAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        foreach (var path in (string[])["/docs", "/docs/", "/openapi/v1.json", "/_content/Slipway.Web/app.css", "/_content/Slipway.Web/app.js", "/_content/Slipway.Web/icon.svg",
            "/_framework/blazor.web.js", "/healthz", "/metrics", "/sign-in", "/api/v1/me", "/nothing", "/api/v1/nothing"])
        {
            using var answer = await http.GetAsync(server.Url + path, Ct);
            var told = answer.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
            Assert.Equal((path, "nosniff"), (path, told.GetValueOrDefault("X-Content-Type-Options")));
            Assert.Contains("frame-ancestors 'none'", told.GetValueOrDefault("Content-Security-Policy") ?? path, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", told["Content-Security-Policy"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_executable_starts_again_over_its_data_after_being_killed()
    {
        using var data = new TemporaryFolder();
        var key = ServerProcess.NewAdminKey();
        var first = await ServerProcess.StartAsync(data.Path, key, [], port: null, Ct);
        await first.KillAsync();
        await first.DisposeAsync();

        await using var second = await ServerProcess.StartAsync(data.Path, key, [], port: null, Ct);

        Assert.Equal(0, await second.StopAsync());
    }

    private static (int, string) Trim((int Status, string Body) answer) =>
        (answer.Status, answer.Body.Replace(""","checks":{}""", "", StringComparison.Ordinal));

    private static async Task<(int Status, string Body)> GetAsync(RunningServer server, string path, params IReadOnlyList<(string Name, string Value)> headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url + path);
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }
        using var answer = await http.SendAsync(request, Ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
