using Slipway.Testing;
using Slipway.Testing.Chaos;
using Xunit;

namespace Slipway.ServerTests.Chaos;

public sealed class ToggleTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Toggling = TimeSpan.FromSeconds(6);

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B1_A_webhook_that_is_disabled_and_enabled_while_aliases_move_leaves_no_delivery_undone(TestEngine engine)
    {
        var seed = Random.Shared.Next();

        var report = await ToggleRun.ExecuteAsync(engine, Toggling, seed, TestContext.Current.CancellationToken);

        output.WriteLine($"seed {seed}: {report}");
        Assert.True(report.IsGood, report.ToString());
    }
}
