using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Slipway.Api.Events;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Events;

/// <summary>The log as others follow it: by <c>after</c>, and by the stream.</summary>
public sealed class EventFeedTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const int Writers = 6;
    private const int MovesEach = 12;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B1_Who_reads_on_after_the_last_number_skips_no_event_however_many_commit_at_once(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var written = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(team, $"alias-{writer}")));
        var read = new List<EventResponse>();
        while (true)
        {
            // Asked before the page: whatever was written by then must be in this page or one before it.
            var isLast = written.IsCompleted;
            var page = await ReadAsync(team, read.Count == 0 ? 0 : read[^1].Number!.Value);
            read.AddRange(page);
            if (page.Count == 0 && isLast)
            {
                break;
            }
        }
        await written;

        var all = await team.Admin.Events.ListAsync(team.Name, null, null, null, 500, Ct).ToListAsync(Ct);
        Assert.Equal(all.Select(happened => happened.Id).Reverse(), read.Select(happened => happened.Id));
        Assert.Equal(read.Select(happened => happened.Number).Distinct().Order(), read.Select(happened => happened.Number));
        Assert.Equal(Writers * MovesEach, read.Count(happened => happened.Alias?.StartsWith("alias-", StringComparison.Ordinal) is true));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B1_A_stream_that_broke_is_resumed_at_Last_Event_ID_with_nothing_missed_or_told_twice(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var known = (await team.Admin.Events.ListAsync(team.Name, null, null, null, 1, Ct).FirstAsync(Ct)).Number!.Value;
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var told = new List<(string Id, string Type, string Alias)>();

        var written = WriteAsync(team, "prod");
        for (var piece = 0; told.Count < MovesEach; piece++)
        {
            // Each piece ends by breaking the connection after a few events, whatever is on its way then.
            var last = told.Count == 0 ? known : long.Parse(told[^1].Id, CultureInfo.InvariantCulture);
            told.AddRange(await StreamAsync(http, team, last, Math.Min(5, MovesEach - told.Count)));
        }
        await written;

        Assert.All(told, one => Assert.Equal((EventTypes.AddArtifactAlias, "prod"), (one.Type, one.Alias)));
        var listed = await ReadAsync(team, known);
        Assert.Equal(listed.Select(happened => happened.Number!.Value.ToString(CultureInfo.InvariantCulture)), told.Select(one => one.Id));
    }

    [Fact]
    public async Task A_stream_begins_with_the_next_event_and_tells_strangers_nothing()
    {
        var team = await servers.NewTeamAsync(Ct);
        var other = await servers.NewTeamAsync(Ct);
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var response = await OpenAsync(http, team, null);

        await other.MoveAliasAsync("theirs", "v0", Ct);
        await team.MoveAliasAsync("ours", "v0", Ct);

        await using var stream = await response.Content.ReadAsStreamAsync(Ct);
        var first = await SseParser.Create(stream).EnumerateAsync(Ct).FirstAsync(item => item.Data.Length > 0, Ct);
        Assert.Equal("ours", (string?)JsonNode.Parse(first.Data)!["alias"]);
        var stranger = await other.AddUserAsync("viewer", Ct);
        Assert.Equal(404, (await team.SendAsync("GET", "events/stream", null, Ct, stranger)).Status);
        Assert.Equal(404, (await team.SendAsync("GET", "events?after=0", null, Ct, stranger)).Status);
    }

    private static async Task WriteAsync(TeamScene team, string alias)
    {
        foreach (var move in Enumerable.Range(0, MovesEach))
        {
            await team.MoveAliasAsync(alias, $"v{move % 2}", Ct);
        }
    }

    private static async Task<IReadOnlyList<EventResponse>> ReadAsync(TeamScene team, long after)
    {
        var (_, body) = await team.SendAsync("GET", $"events?after={after}&limit=50", null, Ct);
        return System.Text.Json.JsonSerializer.Deserialize<List<EventResponse>>(body!["items"], System.Text.Json.JsonSerializerOptions.Web)!;
    }

    private static async Task<List<(string Id, string Type, string Alias)>> StreamAsync(HttpClient http, TeamScene team, long after, int count)
    {
        using var response = await OpenAsync(http, team, after);
        await using var stream = await response.Content.ReadAsStreamAsync(Ct);
        var parser = SseParser.Create(stream);
        var told = new List<(string, string, string)>();
        await foreach (var item in parser.EnumerateAsync(Ct))
        {
            if (item.Data.Length == 0)
            {
                continue;
            }
            told.Add((parser.LastEventId, item.EventType, (string?)JsonNode.Parse(item.Data)!["alias"] ?? ""));
            if (told.Count == count)
            {
                break;
            }
        }
        return told;
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient http, TeamScene team, long? after)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{team.Server.Url}/api/v1/teams/{team.Name}/events/stream");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", team.Server.AdminKey);
        if (after is { } number)
        {
            request.Headers.Add("Last-Event-ID", number.ToString(CultureInfo.InvariantCulture));
        }
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return response;
    }
}
