using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Health;

/// <summary>While the database is away a request is told so, and to come again: it is nobody's bug.</summary>
public sealed class DatabaseAwayTests
{
    private const int Users = 4;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F_48_While_PostgreSQL_is_restarted_requests_get_503_with_Retry_After_and_no_500()
    {
        await using var postgres = await PrivatePostgres.StartAsync(durable: false);
        await using var server = await RunningServer.StartAsync(TestEngine.Sqlite, "--database", postgres.UrlOf("postgres"));
        using var http = ClientOf(server);
        var answers = new ConcurrentBag<HttpStatusCode>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var users = Enumerable.Range(0, Users).Select(user => Task.Run(async () =>
        {
            for (var round = 0; !enough.IsCancellationRequested; round++)
            {
                using var answer = round % 2 == 0
                    ? await http.GetAsync("teams?limit=5", Ct)
                    : await http.PostAsJsonAsync("teams", new { name = $"team-{user}-{round}" }, Ct);
                answers.Add(answer.StatusCode);
            }
        }, Ct)).ToArray();
        await Eventually.TrueAsync(() => Task.FromResult(answers.Count > 50), "requests under way", Ct);

        await postgres.StopAsync();
        using (var away = await AnswerOfAsync(http, HttpStatusCode.ServiceUnavailable))
        {
            await AssertAwayAsync(away);
        }
        using (var written = await http.PostAsJsonAsync("teams", new { name = "unsaved" }, Ct))
        {
            await AssertAwayAsync(written);
        }
        await postgres.StartAgainAsync();
        using (var back = await AnswerOfAsync(http, HttpStatusCode.OK))
        {
            Assert.True(back.IsSuccessStatusCode);
        }
        await enough.CancelAsync();
        await Task.WhenAll(users);

        Assert.DoesNotContain(answers, status => status is not (HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict));
        Assert.Contains(HttpStatusCode.ServiceUnavailable, answers);
    }

    [Fact]
    public async Task F_48_While_the_disk_of_the_embedded_database_is_full_writes_get_503_with_Retry_After_and_reads_go_on()
    {
        await using var server = await RunningServer.StartAsync();
        using var http = ClientOf(server);
        var pages = await server.Database.ReadAsync(session => session.ScalarAsync<long>("pragma page_count"), Ct);
        await server.Database.WriteAsync(tx => tx.ExecuteAsync($"pragma max_page_count = {pages}"), Ct);

        var number = 0;
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await http.PostAsJsonAsync("teams", new { name = $"team-{number++}" }, Ct);
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                return false;
            }
            await AssertAwayAsync(answer);
            return true;
        }, "a disk that is full", Ct);
        using (var read = await http.GetAsync("teams?limit=5", Ct))
        {
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        }

        await server.Database.WriteAsync(tx => tx.ExecuteAsync("pragma max_page_count = 1000000"), Ct);
        using var later = await http.PostAsJsonAsync("teams", new { name = "later" }, Ct);
        Assert.Equal(HttpStatusCode.Created, later.StatusCode);
    }

    private static HttpClient ClientOf(RunningServer server) => new()
    {
        BaseAddress = new Uri(server.Url + "/api/v1/"),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", server.AdminKey) },
    };

    private static Task<HttpResponseMessage> AnswerOfAsync(HttpClient http, HttpStatusCode status) => Eventually.FindAsync(async () =>
    {
        var answer = await http.GetAsync("teams?limit=5", Ct);
        if (answer.StatusCode == status)
        {
            return answer;
        }
        answer.Dispose();
        return null;
    }, $"the status {status}", Ct);

    private static async Task AssertAwayAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("unavailable", (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]!.GetValue<string>());
    }
}
