using System.Globalization;
using Microsoft.Extensions.Configuration;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Pairs;

/// <summary>
/// Every pair of acts that touch the same thing, at once, on both databases (ADR 0015). <c>SLIPWAY_PAIR_ROUNDS</c> says how
/// often each pair starts at the same moment, 1 when not set; where transactions overlap each act is held twice besides.
/// </summary>
public sealed class PairWalkTests(ITestOutputHelper output)
{
    private static readonly int Rounds =
        new ConfigurationBuilder().AddEnvironmentVariables("SLIPWAY_PAIR_").Build()["ROUNDS"] is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 1;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public Task Two_acts_on_a_webhook_its_secret_its_automation_and_its_deliveries_come_out_as_one_after_the_other(TestEngine engine) =>
        WalkAsync(engine, PairActs.Webhook, stage => stage.WithWebhookAsync());

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public Task Two_acts_on_a_registered_model_its_versions_its_aliases_and_its_automations_come_out_as_one_after_the_other(TestEngine engine) =>
        WalkAsync(engine, PairActs.Model, stage => stage.WithWebhookAsync());

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public Task Two_acts_on_a_team_its_members_and_what_is_made_in_it_come_out_as_one_after_the_other(TestEngine engine) =>
        WalkAsync(engine, PairActs.Team, stage => stage.WithAdminsAsync());

    [Fact]
    public async Task Without_its_locks_the_walk_finds_the_races()
    {
        await using var room = await PairRoom.CreateAsync(TestEngine.Postgres, withLocks: false);
        string[] planted = ["enable the webhook", "answer events", "delete the secret", "create a webhook", "create an automation"];
        var family = PairActs.Webhook.Where(act => planted.Contains(act.Name)).ToArray();

        var wrong = await new PairWalk(room, stage => stage.WithWebhookAsync()).RunAsync(PairWalk.PairsOf(family), 0, Ct);

        Assert.Contains(wrong, told => told.StartsWith("'create a webhook' was held while 'delete the secret' came", StringComparison.Ordinal));
        Assert.Contains(wrong, told => told.StartsWith("'create an automation' was held while 'delete the secret' came", StringComparison.Ordinal));
    }

    private async Task WalkAsync(TestEngine engine, Act[] family, Func<PairStage, Task> setUp)
    {
        await using var room = await PairRoom.CreateAsync(engine);
        var walk = new PairWalk(room, setUp);
        var started = TimeProvider.System.GetTimestamp();

        var wrong = await walk.RunAsync(PairWalk.PairsOf(family), Rounds, Ct);

        output.WriteLine($"{walk.Rounds} rounds in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");
        Assert.True(wrong.Count == 0, $"{wrong.Count} came out wrong:\n{string.Join('\n', wrong)}");
    }
}
