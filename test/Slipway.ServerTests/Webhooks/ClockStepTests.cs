using Slipway.Api.Automations;
using Slipway.Api.Webhooks;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Webhooks;

public sealed class ClockStepTests
{
    private static readonly TimeSpan[] Steps =
        [TimeSpan.FromHours(2), TimeSpan.FromMinutes(-30), TimeSpan.FromDays(3), TimeSpan.FromDays(-3), TimeSpan.FromSeconds(-5), TimeSpan.FromMinutes(6)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B1_B2_While_the_clock_steps_back_and_forth_each_event_is_executed_once_and_delivered(TestEngine engine)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await RunningServer.StartAsync(engine, "--egress-allow", receiver.HostAndPort);
        var scene = await AliasScene.SetUpAsync(server.Admin, receiver.Url, null, Ct);
        var moves = 0;

        foreach (var step in Steps)
        {
            // One is in flight while the clock steps, the next comes after it.
            var answer = new TaskCompletionSource();
            receiver.Answer = _ => ReceiverAnswer.Ok with { Until = answer.Task };
            await scene.MoveAliasAsync("prod", $"v{moves++ % 2}", Ct);
            await receiver.WaitForAsync(sent => Ids(sent) >= moves, "the one before the step");
            server.Database.ClockOffset += step;
            await scene.MoveAliasAsync("prod", $"v{moves++ % 2}", Ct);
            answer.SetResult();
            await receiver.WaitForAsync(sent => Ids(sent) >= moves, "the one after the step");
        }

        await Eventually.TrueAsync(async () =>
            await server.Admin.Webhooks.ListDeliveriesAsync(scene.Team, null, null, DeliveryStates.Delivered, 500, Ct).CountAsync(Ct) == moves, "all deliveries", Ct);
        var executions = await server.Admin.Automations.ListExecutionsAsync(scene.Team, AliasScene.Automation, null, 500, Ct).ToListAsync(Ct);
        Assert.Equal(moves, executions.Count);
        Assert.Equal(moves, executions.DistinctBy(execution => execution.Event).Count());
        Assert.All(executions, execution => Assert.Equal(ExecutionStates.Finished, execution.State));
        Assert.Equal(moves, Ids(receiver.Requests));
    }

    private static int Ids(IEnumerable<ReceivedRequest> requests) => requests.Select(request => request.Header("webhook-id")).Distinct().Count();
}
