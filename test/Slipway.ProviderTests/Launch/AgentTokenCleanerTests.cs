using Slipway.Launch.Agents;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Xunit;

namespace Slipway.ProviderTests.Launch;

public sealed class AgentTokenCleanerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_registration_token_is_forgotten_a_day_after_it_expired_and_no_sooner(TestEngine engine)
    {
        await using var stage = await LaunchStage.CreateAsync(engine);
        var tokens = stage.Get<AgentTokenOperations>();
        _ = (await tokens.CreateAsync(stage.Admin, LaunchStage.Team, new AgentTokenDraft { Description = "short", Seconds = 60 }, Ct)).Value;
        _ = (await tokens.CreateAsync(stage.Admin, LaunchStage.Team, new AgentTokenDraft { Description = "long", Seconds = 7 * 86_400 }, Ct)).Value;
        var cleaner = stage.Get<AgentTokenCleaner>();

        stage.Database.ClockOffset = TimeSpan.FromHours(23);
        Assert.Equal(0, await cleaner.RunOnceAsync(Ct));
        stage.Database.ClockOffset = TimeSpan.FromHours(25);
        Assert.Equal(1, await cleaner.RunOnceAsync(Ct));
        Assert.Equal(["long"], await stage.QueryAsync<string>("select description from agent_tokens"));
    }
}
