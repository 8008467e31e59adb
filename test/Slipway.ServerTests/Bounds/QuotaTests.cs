using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access.Keys;
using Slipway.Api;
using Slipway.Api.Http;
using Slipway.Api.Transfers;
using Slipway.Api.Webhooks;
using Slipway.Launch.Items;
using Slipway.ServerTests.Access;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Slipway.Webhooks.Deliveries;
using Xunit;

namespace Slipway.ServerTests.Bounds;

public sealed class QuotaTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_L14_A_team_stores_no_more_than_its_storage(TestEngine engine)
    {
        await using var server = await RunningServer.StartAsync(engine, "--team-storage", "1MiB");
        await server.Admin.Access.CreateTeamAsync("vision", Ct);
        await server.Admin.Access.CreateProjectAsync("vision", "lab", Ct);
        using var folder = new TemporaryFolder();

        await PublishAsync("small", 600_000);
        var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => PublishAsync("large", 600_000));
        Assert.Equal((HttpStatusCode.Conflict, ErrorCodes.QuotaExceeded), (refused.Status, refused.Code));
        Assert.Contains("team-storage", refused.Message, StringComparison.Ordinal);

        await server.Admin.Runs.CreateAsync("vision", "lab", new Api.Runs.CreateRunRequest { Id = "r" }, Ct);
        await server.Admin.Runs.PutFileAsync("vision", "lab", "r", "a", new MemoryStream(new byte[300_000]), Ct);
        refused = await Assert.ThrowsAsync<SlipwayApiException>(
            () => server.Admin.Runs.PutFileAsync("vision", "lab", "r", "b", new MemoryStream(new byte[300_000]), Ct));
        Assert.Equal(ErrorCodes.QuotaExceeded, refused.Code);

        // Near its limit it goes on with what it has: the same content answers its version, and an announcement its own.
        await PublishAsync("small", 600_000);
        await server.Admin.Runs.AppendLogAsync("vision", "lab", "r", 0, new byte[100_000], Ct);
        refused = await Assert.ThrowsAsync<SlipwayApiException>(() => server.Admin.Runs.AppendLogAsync("vision", "lab", "r", 100_000, new byte[100_000], Ct));
        Assert.Equal((HttpStatusCode.Conflict, ErrorCodes.QuotaExceeded), (refused.Status, refused.Code));
        var row = JsonElement.Parse($$"""{"text":"{{new string('x', 100_000)}}"}""");
        refused = await Assert.ThrowsAsync<SlipwayApiException>(() => server.Admin.Runs.AppendHistoryAsync("vision", "lab", "r", [row], Ct));
        Assert.Equal(ErrorCodes.QuotaExceeded, refused.Code);

        // Another team has its own.
        await server.Admin.Access.CreateTeamAsync("other", Ct);
        await server.Admin.Access.CreateProjectAsync("other", "lab", Ct);
        await PublishAsync("large", 600_000, "other");

        async Task PublishAsync(string name, int size, string team = "vision")
        {
            var path = folder[name];
            await File.WriteAllBytesAsync(path, new byte[size], Ct);
            await server.Admin.Artifacts.PublishAsync(team, "lab", name,
                new PublishPlan { Type = "model", Files = [new LocalFile { Path = name, FullName = path, Size = size }] }, new TransferOptions(), Ct);
        }
    }

    [Fact]
    public async Task S_L14_A_user_has_no_more_streams_open_than_the_option_says()
    {
        await using var server = await RunningServer.StartAsync(TestEngine.Sqlite, "--user-streams", "2");
        await server.Admin.Access.CreateTeamAsync("vision", Ct);
        await server.Admin.Access.CreateProjectAsync("vision", "lab", Ct);
        await server.Admin.Runs.CreateAsync("vision", "lab", new Api.Runs.CreateRunRequest { Id = "r" }, Ct);
        using var http = new HttpClient();

        using var events = await OpenAsync("teams/vision/events/stream");
        using var log = await OpenAsync("teams/vision/projects/lab/runs/r/logs?follow=true");
        using var third = await OpenAsync("teams/vision/events/stream");
        using var fourth = await OpenAsync("teams/vision/projects/lab/runs/r/logs?follow=%20True");
        using var whole = await OpenAsync("teams/vision/projects/lab/runs/r/logs");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (events.StatusCode, log.StatusCode, whole.StatusCode));
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (third.StatusCode, fourth.StatusCode));
        var problem = await third.Content.ReadAsStringAsync(Ct);
        Assert.Contains(ErrorCodes.TooManyOpen, problem, StringComparison.Ordinal);
        Assert.Contains("user-streams", problem, StringComparison.Ordinal);
        events.Dispose();
        await Eventually.TrueAsync(async () =>
        {
            using var again = await OpenAsync("teams/vision/events/stream");
            return again.StatusCode == HttpStatusCode.OK;
        }, "a free stream", Ct);

        async Task<HttpResponseMessage> OpenAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{server.Url}/api/v1/{path}");
            request.Headers.Authorization = new("Bearer", server.AdminKey);
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        }
    }

    [Fact]
    public async Task A_user_has_no_more_pages_open_than_the_option_says_however_their_address_is_spelt()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct, "--user-pages", "1");
        (string, string)[] headers = [("Cookie", $"slipway={await scene.TokenAsync(Ct)}"), ("Origin", scene.Server.Url)];
        using var first = await PageSocket.OpenAsync(scene.Server.Url, headers, Ct, "/_Blazor/");
        Assert.Equal("{}", await first.AnswerAsync(Ct));

        foreach (var spelling in new[] { "/_blazor", "/_BLAZOR", "/_blazor/", "/%5fblazor" })
        {
            using var further = await PageSocket.OpenAsync(scene.Server.Url, headers, Ct, spelling);
            Assert.Equal((spelling, 429), (spelling, further.Status));
        }
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_L14_A_team_has_no_more_deliveries_waiting_than_the_option_says(TestEngine engine)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await RunningServer.StartAsync(engine, "--egress-allow", receiver.HostAndPort, "--team-deliveries", "2");
        using var http = new HttpClient();
        var team = await TeamScene.SetUpAsync(server, receiver, http, "vision", Ct);
        var version = await team.PublishAndLinkAsync("one", Ct);
        await team.AddAutomationAsync("each", "ADD_ARTIFACT_ALIAS", "Iris", "ci", null, Ct);
        await server.Admin.Webhooks.PatchAsync("vision", "ci", new JsonObject { ["enabled"] = false }, Ct);
        foreach (var alias in new[] { "a", "b" })
        {
            await team.MoveAliasAsync(alias, version, Ct);
        }
        await WaitAsync(2);

        await server.Services.GetRequiredService<DeliveryBacklog>().RunOnceAsync(Ct);
        await team.MoveAliasAsync("c", version, Ct);

        await WaitAsync(3);
        var executions = await server.Admin.Automations.ListExecutionsAsync("vision", "each", null, 10, Ct).ToListAsync(Ct);
        Assert.Equal("failed", executions[0].State);
        Assert.StartsWith("quota_exceeded: ", executions[0].Reason, StringComparison.Ordinal);
        Assert.Contains("team-deliveries", executions[0].Reason, StringComparison.Ordinal);

        Task WaitAsync(int count) => Eventually.TrueAsync(async () =>
            await server.Admin.Automations.ListExecutionsAsync("vision", "each", null, 10, Ct).CountAsync(Ct) == count, $"{count} executions", Ct);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_L14_A_team_has_no_more_items_queued_than_the_option_says_whichever_way_they_come(TestEngine engine)
    {
        await using var server = await RunningServer.StartAsync(engine, "--team-items", "2");
        var launch = await LaunchScene.SetUpAsync(server.Admin, "vision", Ct);
        await launch.AddJobAsync("train", "true", Ct);
        await launch.AddQueueAsync("gpu", Ct);
        await launch.EnqueueAsync("train", Ct, "cpu");
        var item = await launch.EnqueueAsync("train", Ct, "gpu");

        await server.Services.GetRequiredService<ItemBacklog>().RunOnceAsync(Ct);

        var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => launch.EnqueueAsync("train", Ct, "cpu"));
        Assert.Equal(ErrorCodes.QuotaExceeded, refused.Code);
        Assert.Contains("team-items", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<SlipwayApiException>(() => server.Admin.Queues.RerunAsync("vision", item.Id, Ct));
        Assert.Equal(ErrorCodes.QuotaExceeded, refused.Code);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_L14_The_keys_of_jobs_are_forgotten_a_day_after_they_expired(TestEngine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        await server.Admin.Access.CreateTeamAsync("vision", Ct);
        await server.Database.WriteAsync(async tx =>
        {
            foreach (var (hash, end) in new[] { ("a", -25L), ("b", -23L), ("c", (long?)null) })
            {
                await tx.ExecuteAsync(
                    """
                    insert into limited_keys (key_hash, name, team_id, project_id, run_id, artifact_versions, depth, created_at, expires_at)
                    select @hash, 'x', id, 1, 1, '[]', 0, 0, slipway_now() + @end from teams where name = 'vision'
                    """, new { hash, end = end * 3_600_000_000 });
            }
        }, Ct);

        await server.Services.GetRequiredService<LimitedKeyCleaner>().RunOnceAsync(Ct);

        Assert.Equal(["b", "c"], await server.Database.ReadAsync(session => session.QueryAsync<string>("select key_hash from limited_keys order by key_hash"), Ct));
    }
}
