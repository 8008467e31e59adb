using Slipway.Testing;
using Slipway.Testing.Chaos;
using Xunit;

namespace Slipway.ServerTests.Chaos;

public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Kills = 20;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B1_B2_Killing_the_server_at_random_moments_loses_no_event_and_no_delivery_and_executes_nothing_twice(TestEngine engine)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");

        var report = await ChaosRun.ExecuteAsync(engine, Kills, seed, output.WriteLine, TestContext.Current.CancellationToken);

        output.WriteLine(report.ToString());
        Assert.True(report.IsGood, report.ToString());
        Assert.True(report.Moves > Kills, report.ToString());
    }
}
