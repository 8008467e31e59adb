using Slipway.Api.Agents;
using Slipway.Api.Queues;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Xunit;

namespace Slipway.ServerTests.Launch;

/// <summary>What an agent says of a job that does not run yet, on both databases.</summary>
public sealed class WaitingTests
{
    private const string Words = "Unschedulable: 0/3 nodes are available: 3 Insufficient memory.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_5_E_K13_what_a_job_waits_for_stands_on_its_item_and_in_its_start_time_out(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine, queue => queue with { StartTimeoutSeconds = 60 });
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.StartAsync(Ct);

        await WaitsAsync(agent, spec, Words);
        Assert.Equal((ItemStates.Starting, $"waiting: {Words}"), (await scene.ItemAsync(item)) is var seen ? (seen.State, seen.Reason) : default);
        await WaitsAsync(agent, spec, null);
        Assert.Null((await scene.ItemAsync(item)).Reason);
        await WaitsAsync(agent, spec, Words);
        await scene.AdvanceAsync(TimeSpan.FromSeconds(62), () => WaitsAsync(agent, spec, Words));

        var failed = await scene.ItemAsync(item);
        Assert.Equal((ItemStates.Failed, $"start_timeout: It did not run within the queue's start time-out. {Words}"), (failed.State, failed.Reason));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_5_what_a_job_waited_for_is_forgotten_once_it_runs(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.StartAsync(Ct);
        await WaitsAsync(agent, spec, Words);

        await agent.BeatAsync(spec, Ct);

        Assert.Equal((ItemStates.Running, null), (await scene.ItemAsync(item)) is var seen ? (seen.State, seen.Reason) : default);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task E_D24_an_agent_whose_runner_is_away_is_given_nothing_for_it(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        await scene.EnqueueAsync();

        var claim = new ClaimRequest { RequestId = ProtocolAgent.NewRequestId(), Queues = ["cpu"], Slots = 1, Runners = [], WaitMilliseconds = 0 };
        Assert.Empty((await agent.Client.ClaimAsync(claim, Ct)).Attempts);

        var all = claim with { RequestId = ProtocolAgent.NewRequestId(), Runners = null };
        Assert.Single((await agent.Client.ClaimAsync(all, Ct)).Attempts);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task E_D24_who_gives_an_item_back_says_why(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.StartAsync(Ct);
        const string Why = "not_started: the container engine does not answer: Connection refused";

        await agent.Client.FinishAsync(spec.Id, new FinishAttemptRequest { Fence = spec.Fence, Outcome = AttemptOutcomes.NotStarted, Reason = Why }, Ct);

        var seen = await scene.ItemAsync(item);
        Assert.Equal((ItemStates.Queued, 0), (seen.State, seen.Attempts));
        Assert.Equal(Why, seen.Tries.Single().Reason);
    }

    private static Task WaitsAsync(ProtocolAgent agent, AttemptSpecBody spec, string? words) => agent.Client.HeartbeatAsync(
        new HeartbeatRequest { Attempts = [new AttemptBeatBody { Id = spec.Id, Fence = spec.Fence, State = "starting", Waiting = words }] }, Ct);
}
