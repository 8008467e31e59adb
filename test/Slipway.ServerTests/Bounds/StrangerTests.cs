using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Runs;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Bounds;

/// <summary>What people without an account can make the server keep: nothing.</summary>
public sealed class StrangerTests(SharedServers servers) : IClassFixture<SharedServers>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly HttpClient _http = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("PUT /api/v1/uploads/x", 403)]
    [InlineData("POST /api/v1/nothing", 404)]
    [InlineData("POST /api/v1/teams", 401)]
    public async Task S_H1_A_stranger_is_answered_before_the_body_is_read(string line, int status)
    {
        var server = await servers.ServerAsync(TestEngine.Sqlite);
        var address = new Uri(server.Url);
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, Ct);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{line} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer x\r\nIdempotency-Key: 1\r\n"
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n" + new string('0', 4096) + "\r\n"), Ct);

        // The body never ends: who waits for it, waits for ever, and writes down what comes.
        using var reader = new StreamReader(stream);
        Assert.Equal($"HTTP/1.1 {status}", (await reader.ReadLineAsync(Ct).AsTask().WaitAsync(Patience, Ct))![..12]);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_M1_S_L7_Requests_of_strangers_leave_no_row(TestEngine engine)
    {
        var server = await servers.ServerAsync(engine);
        var before = await CountAsync(server);

        foreach (var path in new[] { "nothing?" + new string('q', 4000), "agent/challenges", "agent/register", "uploads/x", "teams", "" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Url}/api/v1/{path}");
            request.Headers.TryAddWithoutValidation("Authorization", "x");
            request.Headers.Add("Idempotency-Key", "1");
            request.Content = new StringContent("""{"agentId":"1"}""", Encoding.UTF8, "application/json");
            using var answer = await _http.SendAsync(request, Ct);
        }

        Assert.Equal(before, await CountAsync(server));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_36_A_key_works_once_the_cause_of_a_refusal_is_gone_and_repeats_headers_with_the_answer(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        await SendAsync(team, HttpMethod.Post, "projects", new { name = "lab" });
        var content = "late"u8.ToArray();
        var begun = await SendAsync(team, HttpMethod.Post, "projects/lab/artifacts/m/versions", new
        {
            type = "model",
            files = new[] { new { path = "a.bin", size = content.Length, sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)) } },
        });
        var commit = $"projects/lab/artifacts/m/versions/{begun.Body!["id"]}/commit";

        var early = await SendAsync(team, HttpMethod.Post, commit, null, "k");
        using (var put = await _http.PutAsync((string)begun.Body["uploads"]![0]!["url"]!, new ByteArrayContent(content), Ct))
        {
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        }
        var late = await SendAsync(team, HttpMethod.Post, commit, null, "k");
        var again = await SendAsync(team, HttpMethod.Post, commit, null, "k");

        Assert.Equal((409, "upload_missing"), (early.Status, (string?)early.Body!["code"]));
        Assert.Equal(200, late.Status);
        Assert.Equal((200, late.Body!.ToJsonString()), (again.Status, again.Body!.ToJsonString()));

        var made = await SendAsync(team, HttpMethod.Post, "registry/models", new { name = "Wheat" }, "k");
        var repeated = await SendAsync(team, HttpMethod.Post, "registry/models", new { name = "Wheat" }, "k");
        Assert.NotNull(made.Location);
        Assert.Null(repeated.Body!["code"]);
        Assert.Equal((201, made.Location, true), (repeated.Status, repeated.Location, repeated.IsReplayed));
    }

    [Fact]
    public async Task S_H1_A_file_of_a_run_is_a_stream_and_is_not_written_twice()
    {
        var team = await servers.NewTeamAsync(Ct);
        await SendAsync(team, HttpMethod.Post, "projects", new { name = "lab" });
        await team.Admin.Runs.CreateAsync(team.Name, "lab", new CreateRunRequest { Id = "r" }, Ct);
        var before = await CountAsync(team.Server);

        for (var i = 0; i < 2; i++)
        {
            using var request = Request(team, HttpMethod.Put, "projects/lab/runs/r/files/a.txt", "k");
            request.Content = new ByteArrayContent([1, 2, 3]);
            using var answer = await _http.SendAsync(request, Ct);
            Assert.True(answer.IsSuccessStatusCode);
            Assert.False(answer.Headers.Contains("Idempotency-Replayed"));
        }

        Assert.Equal(before, await CountAsync(team.Server));
    }

    private static Task<long> CountAsync(RunningServer server) => server.Database.ReadAsync(async session =>
        await session.ScalarAsync<long>("select count(*) from idempotency_keys")
        + await session.ScalarAsync<long>("select count(*) from agent_challenges"), Ct);

    private static HttpRequestMessage Request(TeamScene team, HttpMethod method, string path, string? key)
    {
        var request = new HttpRequestMessage(method, $"{team.Server.Url}/api/v1/teams/{team.Name}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", team.Server.AdminKey);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }
        return request;
    }

    private async Task<(int Status, JsonNode? Body, Uri? Location, bool IsReplayed)> SendAsync(
        TeamScene team, HttpMethod method, string path, object? body, string? key = null)
    {
        using var request = Request(team, method, path, key);
        request.Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        return ((int)answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), answer.Headers.Location, answer.Headers.Contains("Idempotency-Replayed"));
    }
}
