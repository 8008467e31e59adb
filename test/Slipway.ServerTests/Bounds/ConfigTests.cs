using System.Diagnostics;
using System.Text;
using Slipway.Api.Runs;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Bounds;

public sealed class ConfigTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_H3_A_config_of_many_keys_is_merged_in_linear_time_and_keeps_nobody_waiting(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        await team.SendAsync("POST", "projects", new { name = "lab" }, Ct);
        await team.Admin.Runs.CreateAsync(team.Name, "lab", new CreateRunRequest { Id = "r" }, Ct);
        var (standing, _) = await team.SendAsync("PATCH", "projects/lab/runs/r", Config('a', 80_000, "1"), Ct);
        var begun = Stopwatch.GetTimestamp();

        var patch = team.SendAsync("PATCH", "projects/lab/runs/r", Config('b', 250_000, "null"), Ct);
        var slowest = TimeSpan.Zero;
        while (!patch.IsCompleted)
        {
            var one = Stopwatch.GetTimestamp();
            await team.Admin.Access.PutMemberAsync(team.Name, "admin", "admin", Ct);
            slowest = Stopwatch.GetElapsedTime(one) > slowest ? Stopwatch.GetElapsedTime(one) : slowest;
        }
        var (merged, body) = await patch;

        Assert.Equal((200, 200), (standing, merged));
        Assert.Equal(80_000, body!["config"]!.AsObject().Count);
        // Comparing each key with each other one takes minutes on any machine.
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20), $"{Stopwatch.GetElapsedTime(begun)}");
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"another user's write took {slowest}");
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_H3_Patches_of_one_run_at_once_lose_nothing(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        await team.SendAsync("POST", "projects", new { name = "lab" }, Ct);
        await team.Admin.Runs.CreateAsync(team.Name, "lab", new CreateRunRequest { Id = "r" }, Ct);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(number =>
            team.SendAsync("PATCH", "projects/lab/runs/r", $$$"""{"config":{"k{{{number}}}":1},"summary":{"s{{{number}}}":1}}""", Ct)));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var run = await team.Admin.Runs.GetAsync(team.Name, "lab", "r", Ct);
        Assert.Equal((16, 16), (run.Config!.Value.EnumerateObject().Count(), run.Summary!.Value.EnumerateObject().Count()));
    }

    private static string Config(char first, int keys, string value)
    {
        var text = new StringBuilder("""{"config":{""");
        for (var i = 0; i < keys; i++)
        {
            text.Append(i == 0 ? "" : ",").Append('"').Append(first).Append(i).Append("\":").Append(value);
        }
        return text.Append("}}").ToString();
    }
}
