using System.Globalization;
using Microsoft.Extensions.Configuration;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Pairs;

/// <summary>
/// Every pair of acts that touch the same thing, at once, on both databases (ADR 0015). Where transactions overlap each act is
/// held in turn, which finds what there is to be found without chance; where they do not, each pair starts once at the same
/// moment. <c>SLIPWAY_PAIR_ROUNDS</c> says how often it does so on both. A family is a class, so that they run side by side.
/// </summary>
public abstract class PairWalkTests(ITestOutputHelper output)
{
    private static readonly int? Rounds =
        new ConfigurationBuilder().AddEnvironmentVariables("SLIPWAY_PAIR_").Build()["ROUNDS"] is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : null;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected async Task WalkAsync(Act[] family, Func<PairStage, Task> setUp)
    {
        await using var serial = await PairRoom.CreateAsync(TestEngine.Sqlite);
        await using var overlapping = await PairRoom.CreateAsync(TestEngine.Postgres);
        var (first, second) = (new PairWalk(serial, setUp), new PairWalk(overlapping, setUp));
        var started = TimeProvider.System.GetTimestamp();

        var allowed = await first.InTurnAsync(PairWalk.PairsOf(family), Ct);
        string[] wrong = [.. await first.RunAsync(allowed, Rounds ?? 1, Ct), .. await second.RunAsync(allowed, Rounds ?? 0, Ct)];

        output.WriteLine($"{first.Rounds} and {second.Rounds} rounds in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");
        Assert.True(wrong.Length == 0, $"{wrong.Length} came out wrong:\n{string.Join('\n', wrong)}");
    }

    /// <summary>The planted fault: the same code, whose statements take no locks. Each of the pairs was a fault once.</summary>
    private protected static async Task FindAsync(Act[] family, Func<PairStage, Task> setUp, string held, string other)
    {
        await using var room = await PairRoom.CreateAsync(TestEngine.Postgres, withLocks: false);
        var walk = new PairWalk(room, setUp);
        var pair = (family.Single(act => act.Name == held), family.Single(act => act.Name == other));

        var wrong = await walk.RunAsync(await walk.InTurnAsync([pair], Ct), 0, Ct);

        Assert.Contains(wrong, told => told.StartsWith($"'{held}' was held while '{other}' came", StringComparison.Ordinal));
    }
}

public sealed class WebhookPairTests(ITestOutputHelper output) : PairWalkTests(output)
{
    [Fact]
    public Task Two_acts_on_a_webhook_its_secret_its_automation_and_its_deliveries_come_out_as_one_after_the_other() =>
        WalkAsync(PairActs.Webhook, stage => stage.WithWebhookAsync());

    [Theory]
    [InlineData("create a webhook", "delete the spare secret")]
    [InlineData("create an automation", "delete the spare secret")]
    [InlineData("create an automation", "delete the spare webhook")]
    public Task Without_locks_the_walk_finds_uses_of_what_was_deleted(string held, string other) =>
        FindAsync(PairActs.Webhook, stage => stage.WithWebhookAsync(), held, other);
}

public sealed class DisabledWebhookPairTests(ITestOutputHelper output) : PairWalkTests(output)
{
    [Fact]
    public Task Two_acts_on_a_disabled_webhook_and_its_held_deliveries_come_out_as_one_after_the_other() =>
        WalkAsync(PairActs.DisabledWebhook, stage => stage.WithDisabledWebhookAsync());

    [Theory]
    [InlineData("answer events", "enable the webhook")]
    [InlineData("record that the webhook was disabled", "enable the webhook")]
    [InlineData("record a failed attempt", "enable the webhook")]
    public Task Without_locks_the_walk_finds_deliveries_held_for_ever(string held, string other) =>
        FindAsync(PairActs.DisabledWebhook, stage => stage.WithDisabledWebhookAsync(), held, other);
}

public sealed class ModelPairTests(ITestOutputHelper output) : PairWalkTests(output)
{
    [Fact]
    public Task Two_acts_on_a_registered_model_its_versions_its_aliases_and_its_automations_come_out_as_one_after_the_other() =>
        WalkAsync(PairActs.Model, stage => stage.WithWebhookAsync());

    [Theory]
    [InlineData("create an automation", "delete the model and answer events")]
    public Task Without_locks_the_walk_finds_automations_of_a_model_that_is_gone(string held, string other) =>
        FindAsync(PairActs.Model, stage => stage.WithWebhookAsync(), held, other);
}

public sealed class TeamPairTests(ITestOutputHelper output) : PairWalkTests(output)
{
    [Fact]
    public Task Two_acts_on_a_team_its_members_and_what_is_made_in_it_come_out_as_one_after_the_other() =>
        WalkAsync(PairActs.Team, stage => stage.WithAdminsAsync());

    [Theory]
    [InlineData("demote ann", "demote ben")]
    [InlineData("create a secret", "delete the team")]
    public Task Without_locks_the_walk_finds_teams_without_admins_and_things_without_teams(string held, string other) =>
        FindAsync(PairActs.Team, stage => stage.WithAdminsAsync(), held, other);
}
