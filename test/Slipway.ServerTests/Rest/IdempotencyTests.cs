using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Rest;

public sealed class IdempotencyTests(SharedServers servers) : IClassFixture<SharedServers>, IDisposable
{
    private readonly HttpClient _http = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_repeated_key_gets_the_first_answer_and_changes_nothing_more(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var key = NewKey();

        var first = await PostAsync(team, "registry/models", new { name = "Wheat" }, key);
        var again = await PostAsync(team, "registry/models", new { name = "Wheat" }, key);
        var other = await PostAsync(team, "registry/models", new { name = "Wheat" }, NewKey());

        Assert.Equal((201, false), (first.Status, first.IsReplayed));
        Assert.Equal((201, true, first.Body), (again.Status, again.IsReplayed, again.Body));
        Assert.Equal(409, other.Status);
        Assert.Single(await team.Admin.Events.ListAsync(team.Name, null, null, "Wheat", 10, Ct).ToListAsync(Ct));

        // Even when what it made is gone.
        await team.Admin.Registry.DeleteModelAsync(team.Name, "Wheat", Ct);
        Assert.Equal(again, await PostAsync(team, "registry/models", new { name = "Wheat" }, key));
        Assert.Empty(await team.Admin.Registry.ListModelsAsync(team.Name, "Wheat", null, null, 10, Ct).ToListAsync(Ct));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_key_used_with_another_body_is_refused_and_counts_for_its_caller_and_path_alone(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var member = await team.AddUserAsync("member", Ct);
        var key = NewKey();
        await PostAsync(team, "registry/models", new { name = "Wheat" }, key);

        var reused = await PostAsync(team, "registry/models", new { name = "Rye" }, key);
        var otherCaller = await PostAsync(team, "registry/models", new { name = "Rye" }, key, member);
        var otherPath = await PostAsync(team, "projects", new { name = "rye" }, key);

        Assert.Equal((422, "idempotency_key_reused"), (reused.Status, (string?)JsonNode.Parse(reused.Body)!["code"]));
        Assert.Equal((201, 201), (otherCaller.Status, otherPath.Status));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task Requests_at_once_with_one_key_execute_once(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var answer = new TaskCompletionSource();
        team.Answer = _ => ReceiverAnswer.Ok with { Until = answer.Task };
        var key = NewKey();
        var test = new { payload = new { a = 1 } };

        var first = PostAsync(team, "webhooks/ci/test", test, key);
        await team.WaitForAsync(1);
        var meanwhile = await PostAsync(team, "webhooks/ci/test", test, key);
        answer.SetResult();

        Assert.Equal((409, "idempotency_in_progress"), (meanwhile.Status, (string?)JsonNode.Parse(meanwhile.Body)!["code"]));
        Assert.Equal(200, (await first).Status);
        Assert.Equal((200, true, (await first).Body), await PostAsync(team, "webhooks/ci/test", test, key));
        Assert.Single(team.Requests);

        var burst = NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(team, "service-accounts", new { name = "robot", role = "viewer" }, burst)));
        Assert.Single(answers, one => one is { Status: 201, IsReplayed: false });
        Assert.All(answers, one => Assert.True(one.Status == 409 || one.Body == answers.First(made => made.Status == 201).Body, one.Body));
        Assert.All(answers.Where(one => one.Status == 409), one => Assert.Contains("idempotency_in_progress", one.Body, StringComparison.Ordinal));
    }

    private static string NewKey() => Guid.NewGuid().ToString();

    private async Task<(int Status, bool IsReplayed, string Body)> PostAsync(TeamScene team, string path, object body, string key, string? caller = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{team.Server.Url}/api/v1/teams/{team.Name}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller ?? team.Server.AdminKey);
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, Ct);
        return ((int)response.StatusCode, response.Headers.Contains("Idempotency-Replayed"), await response.Content.ReadAsStringAsync(Ct));
    }
}
