using System.Diagnostics;
using System.Text.Json;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Bounds;

public sealed class PayloadTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_H4_A_payload_of_placeholders_is_parsed_in_linear_time_and_keeps_nobody_waiting(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var payload = JsonSerializer.Serialize(new { a = string.Concat(Enumerable.Repeat("${tag}", 160_000)) });
        var begun = Stopwatch.GetTimestamp();

        var save = team.AddAutomationAsync("many", "ADD_ARTIFACT_ALIAS", "Iris", "ci", payload, Ct);
        var slowest = TimeSpan.Zero;
        while (!save.IsCompleted)
        {
            var one = Stopwatch.GetTimestamp();
            await team.Admin.Access.PutMemberAsync(team.Name, "admin", "admin", Ct);
            slowest = Stopwatch.GetElapsedTime(one) > slowest ? Stopwatch.GetElapsedTime(one) : slowest;
        }

        await save;
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(10), $"{Stopwatch.GetElapsedTime(begun)}");
        Assert.True(slowest < TimeSpan.FromSeconds(3), $"another user's write took {slowest}");
    }

    [Fact]
    public async Task S_H5_Secrets_that_would_burst_the_payload_are_refused_before_they_are_written()
    {
        var team = await servers.NewTeamAsync(Ct);
        await team.Admin.Secrets.PutAsync(team.Name, "S", new string('s', 64 << 10), Ct);
        var payload = new { a = string.Concat(Enumerable.Repeat("${S}", 250_000)) };
        var before = GC.GetTotalAllocatedBytes();
        var begun = Stopwatch.GetTimestamp();

        var (status, body) = await team.SendAsync("POST", "webhooks/ci/test", new { payload }, Ct);

        Assert.Equal((422, "payload_too_large"), (status, (string?)body!["code"]));
        // 16 GB, were they written.
        var allocated = GC.GetTotalAllocatedBytes() - before;
        Assert.True(allocated < 500 << 20, $"{allocated >> 20} MB were allocated");
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(10), $"{Stopwatch.GetElapsedTime(begun)}");
        Assert.Empty(team.Requests);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_page_of_automations_ends_where_its_payloads_are_large_and_goes_on(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var payload = JsonSerializer.Serialize(new { a = new string('p', 1_000_000) });
        string[] names = [.. Enumerable.Range(0, 10).Select(number => $"large{number}")];
        foreach (var name in names)
        {
            await team.AddAutomationAsync(name, "ADD_ARTIFACT_ALIAS", "Iris", "ci", payload, Ct);
        }

        var (_, page) = await team.SendAsync("GET", "automations?limit=500", null, Ct);
        var listed = await team.Admin.Automations.ListAsync(team.Name, null, 500, Ct).ToListAsync(Ct);

        Assert.Equal(8, page!["items"]!.AsArray().Count);
        Assert.NotNull(page["nextCursor"]);
        Assert.Equal(names.Reverse(), listed.Where(one => one.Name.StartsWith("large", StringComparison.Ordinal)).Select(one => one.Name));
        Assert.All(listed.Where(one => names.Contains(one.Name)), one => Assert.InRange(one.Action.Template!.Length, 1_000_000, 1_100_000));
    }
}
