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
    private const int Writers = 16;
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

        // Each writer goes on when its alias has arrived: what is measured is poison, not how fast a machine can be filled.
        var moved = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var arrived = Enumerable.Range(0, Events).ToDictionary(number => $"a{number}", _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        healthy.Answer = request =>
        {
            arrived.GetValueOrDefault(AliasOf(request))?.TrySetResult();
            return ReceiverAnswer.Ok;
        };
        await Parallel.ForEachAsync(Enumerable.Range(0, Events), new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = Ct }, async (number, ct) =>
        {
            if (number % 50 == 0)
            {
                await poison.HappenAsync(ct);
            }
            var alias = $"a{number}";
            await healthy.MoveAliasAsync(alias, $"v{number % 2}", ct);
            moved[alias] = TimeProvider.System.GetUtcNow();
            await arrived[alias].Task.WaitAsync(ct);
        });
        var received = healthy.Requests.ToDictionary(AliasOf, request => request.At, StringComparer.Ordinal);
        Assert.Equal(moved.Keys.Order(StringComparer.Ordinal), received.Keys.Order(StringComparer.Ordinal));
        var latest = moved.Max(one => received[one.Key] - one.Value);
        var (answered, sent) = await LagsAsync(healthy);
        TestContext.Current.SendDiagnosticMessage(
            $"{engine}: the latest of {Events} came {latest.TotalMilliseconds:N0} ms after its event; answered after {answered:N0} ms at most, sent {sent:N0} ms after that at most");
        Assert.True(latest < Latest, $"The latest came {latest} after its event.");

        // The poisoned team's own healthy automation is answered too, and each kind ends as it should.
        Assert.Contains(poison.Team.Requests, request => request.Path == $"/{poison.Team.Name}");
        await poison.EndAsync(Ct);
    }

    private static string AliasOf(ReceivedRequest request) => JsonElement.Parse(request.Text).GetProperty("alias").GetString()!;

    /// <summary>In milliseconds, the longest from an event to its execution, and from there to its first attempt.</summary>
    private static Task<(long Answered, long Sent)> LagsAsync(TeamScene team) => team.Server.Database.ReadAsync(async session => (
        await session.ScalarAsync<long>(
            "select max(x.created_at - e.at) / 1000 from executions x join events e on e.id = x.event_id where e.team = @team", new { team = team.Name }),
        await session.ScalarAsync<long>(
            """
            select max(a.started_at - x.created_at) / 1000 from executions x join events e on e.id = x.event_id
            join delivery_attempts a on a.delivery_id = x.delivery_id and a.n = 1 where e.team = @team
            """, new { team = team.Name })), Ct);
}
