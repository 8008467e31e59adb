using System.Collections.Concurrent;
using System.Text.Json;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Automations;

/// <summary>Whatever one team plants, the events of another are answered and delivered, and in time.</summary>
public sealed class PoisonTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const int Events = 1_000;
    private const int Writers = 6;
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B1_S_C1_with_twenty_kinds_of_poison_in_one_team_a_thousand_events_of_another_are_answered_and_none_late(TestEngine engine)
    {
        var healthy = await servers.NewTeamAsync(Ct, engine);
        await using var poison = await PoisonedTeam.PlantAsync(await servers.NewTeamAsync(Ct, engine), Ct);
        Assert.True(poison.Kinds.Count >= 20);

        var moved = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(Enumerable.Range(0, Events), new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = Ct }, async (number, ct) =>
        {
            if (number % 50 == 0)
            {
                await poison.HappenAsync(ct);
            }
            var alias = $"a{number}";
            await healthy.MoveAliasAsync(alias, $"v{number % 2}", ct);
            moved[alias] = TimeProvider.System.GetUtcNow();
        });
        var received = (await healthy.WaitForAsync(Events)).ToDictionary(
            request => JsonElement.Parse(request.Text).GetProperty("alias").GetString()!, request => request.At, StringComparer.Ordinal);
        Assert.Equal(moved.Keys.Order(StringComparer.Ordinal), received.Keys.Order(StringComparer.Ordinal));
        var latest = moved.Max(one => received[one.Key] - one.Value);
        TestContext.Current.SendDiagnosticMessage($"{engine}: the latest of {Events} came {latest.TotalMilliseconds:N0} ms after its event");
        Assert.True(latest < Latest, $"The latest came {latest} after its event.");

        // The poisoned team's own healthy automation is answered too, and each kind ends as it should.
        Assert.Contains(poison.Team.Requests, request => request.Path == $"/{poison.Team.Name}");
        await poison.EndAsync(Ct);
    }
}
