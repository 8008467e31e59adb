using Slipway.Testing;
using Slipway.Testing.Chaos;
using Xunit;

namespace Slipway.ServerTests.Chaos;

public sealed class LaunchChaosTests(ITestOutputHelper output)
{
    private const int Items = 100;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_Killing_and_holding_agents_servers_and_database_loses_no_item_and_starts_none_twice(TestEngine engine)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");

        var report = await LaunchChaos.ExecuteAsync(engine, Items, seed, null, output.WriteLine, TestContext.Current.CancellationToken);

        output.WriteLine(report.ToString());
        Assert.True(report.IsGood, report.ToString());
        Assert.True(report.RanToEnd > Items / 2, report.ToString());
    }
}
