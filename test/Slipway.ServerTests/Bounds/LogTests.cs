using System.Text;
using Slipway.Api.Queues;
using Slipway.Runs.Logs;
using Slipway.ServerTests.Launch;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Xunit;

namespace Slipway.ServerTests.Bounds;

public sealed class LogTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_H6_What_an_agent_sends_beyond_a_full_log_is_taken_and_not_kept(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.StartAsync(Ct);
        var start = RunLog.MaxBytes - 1_000;
        await scene.Server.Database.WriteAsync(tx => tx.ExecuteAsync("update runs set log_bytes = @start", new { start }), Ct);

        var sent = 0L;
        foreach (var letter in "abc")
        {
            sent = await agent.Client.AppendLogAsync(spec.Id, spec.Fence, sent, Encoding.UTF8.GetBytes(new string(letter, 600)), Ct);
        }

        Assert.Equal(1_800, sent);
        var run = await scene.Server.Database.ReadAsync(session => session.ScalarAsync<long>("select log_bytes from runs"), Ct);
        Assert.InRange(run, RunLog.MaxBytes - 256, RunLog.MaxBytes);
        using var answer = await scene.Launch.Admin.Runs.OpenLogAsync("vision", LaunchScene.Project, item.Run, start, null, follow: false, Ct);
        var log = await answer.Content.ReadAsStringAsync(Ct);
        Assert.StartsWith(new string('a', 600) + new string('b', 144) + "\n[slipway] The log is cut here", log, StringComparison.Ordinal);
        await agent.FinishAsync(spec, Ct);
        Assert.Equal(ItemStates.Succeeded, (await scene.ItemAsync(item)).State);
    }
}
