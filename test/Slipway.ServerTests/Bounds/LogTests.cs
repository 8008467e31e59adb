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

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task What_an_agent_sends_when_the_storage_is_full_is_taken_and_left_out(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine, serverOptions: ["--team-storage", "100KiB"]);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.StartAsync(Ct);
        await scene.Launch.Admin.Runs.PutFileAsync("vision", LaunchScene.Project, item.Run, "large", new MemoryStream(new byte[90_000]), Ct);

        var sent = 0L;
        foreach (var (letter, size) in new[] { ('a', 100), ('b', 20_000), ('c', 20_000), ('d', 100) })
        {
            sent = await agent.Client.AppendLogAsync(spec.Id, spec.Fence, sent, Encoding.UTF8.GetBytes(new string(letter, size)), Ct);
        }

        Assert.Equal(40_200, sent);
        using var answer = await scene.Launch.Admin.Runs.OpenLogAsync("vision", LaunchScene.Project, item.Run, 0, null, follow: false, Ct);
        Assert.Equal($"{new string('a', 100)}\n[slipway] Lines are missing here: the team's storage is full. Delete versions or runs that nobody needs.\n{new string('d', 100)}",
            await answer.Content.ReadAsStringAsync(Ct));
        await agent.FinishAsync(spec, Ct);
        Assert.Equal(ItemStates.Succeeded, (await scene.ItemAsync(item)).State);
    }
}
