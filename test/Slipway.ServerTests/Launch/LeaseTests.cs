using System.Net;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Http;
using Slipway.Api.Queues;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Xunit;

namespace Slipway.ServerTests.Launch;

/// <summary>What silence does, by a clock that the test moves, on both databases.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan OneLease = ProtocolScene.Options.Lease + TimeSpan.FromSeconds(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_what_was_claimed_and_not_started_waits_again_after_the_lease(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var silent = await scene.AgentAsync("silent");
        var other = await scene.AgentAsync("other");
        var item = await scene.EnqueueAsync();
        var first = await silent.TakeAsync(Ct);

        await scene.AdvanceAsync(OneLease);
        Assert.Equal((ItemStates.Queued, 0), (await scene.ItemAsync(item)) is var seen ? (seen.State, seen.Attempts) : default);
        var second = await other.TakeAsync(Ct);
        Assert.True(second.Fence > first.Fence);
        Assert.NotEqual(first.JobKey, second.JobKey);

        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.FenceStale, () => silent.StartAsync(first));
        Assert.Equal(BeatVerdicts.Abandon, await silent.BeatAsync(first, Ct));
        await other.StartAsync(second);
        await other.FinishAsync(second, Ct);
        var ended = await scene.ItemAsync(item);
        Assert.Equal((ItemStates.Succeeded, 1), (ended.State, ended.Attempts));
        Assert.Equal(["returned", "succeeded"], ended.Tries.Select(attempt => attempt.State).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_heartbeats_keep_a_lease_as_long_as_they_come(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.RunAsync(Ct);
        await scene.AdvanceAsync(ProtocolScene.Options.Lease * 3, async () => Assert.Equal(BeatVerdicts.Renewed, await agent.BeatAsync(spec, Ct)));
        Assert.Equal((ItemStates.Running, "running"), (await scene.ItemAsync(item)) is var seen ? (seen.State, seen.Tries.Single().State) : default);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_a_heartbeat_that_meets_the_end_of_its_lease_keeps_the_job(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.RunAsync(Ct);
        var moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var beaten = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // What the rescuer does, held open until the heartbeat has looked and waits for the row.
        var rescue = scene.Server.Database.WriteAsync(async tx =>
        {
            await tx.ExecuteAsync("update item_attempts set state = 'unknown', unknown_since = slipway_now() where id = @id", new { id = spec.Fence });
            moved.SetResult();
            await beaten.Task;
        }, Ct);
        await moved.Task;
        var beat = agent.BeatAsync(spec, Ct);
        if (engine == TestEngine.Postgres)
        {
            await Eventually.TrueAsync(async () => await scene.Server.Database.ReadAsync(session => session.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"), Ct) > 0, "the heartbeat to wait for the row", Ct);
        }
        beaten.SetResult();
        await rescue;

        Assert.Equal(BeatVerdicts.Renewed, await beat);
        Assert.Equal((ItemStates.Running, "running"), (await scene.ItemAsync(item)) is var seen ? (seen.State, seen.Tries.Single().State) : default);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_a_job_whose_agent_falls_silent_is_unknown_and_runs_on_when_it_is_heard_again(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.RunAsync(Ct);
        await scene.AdvanceAsync(OneLease);

        var unknown = await scene.ItemAsync(item);
        Assert.Equal((ItemStates.Running, "unknown"), (unknown.State, unknown.Tries.Single().State));
        Assert.StartsWith("unknown: ", unknown.Reason, StringComparison.Ordinal);
        Assert.Empty((await agent.ClaimAsync(Ct)).Attempts);

        Assert.Equal(BeatVerdicts.Renewed, await agent.BeatAsync(spec, Ct));
        Assert.Equal((ItemStates.Running, "running"), (await scene.ItemAsync(item)) is var seen ? (seen.State, seen.Tries.Single().State) : default);
        await agent.FinishAsync(spec, Ct);
        Assert.Equal(ItemStates.Succeeded, (await scene.ItemAsync(item)).State);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_a_result_is_taken_while_a_job_is_unknown_and_only_noted_when_it_was_given_up(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var (back, gone) = (await scene.EnqueueAsync(), await scene.EnqueueAsync());
        var (backSpec, goneSpec) = (await agent.RunAsync(Ct), await agent.RunAsync(Ct));
        await scene.AdvanceAsync(OneLease);
        await agent.FinishAsync(backSpec, Ct, AttemptOutcomes.Failed, 3);
        Assert.Equal((ItemStates.Failed, 3), (await scene.ItemAsync(back)) is var failed ? (failed.State, failed.ExitCode) : default);

        await scene.AdvanceAsync(ProtocolScene.Options.UnknownTimeout + TimeSpan.FromSeconds(1));
        Assert.Equal(ItemStates.Lost, (await scene.ItemAsync(gone)).State);
        Assert.Equal("crashed", (await scene.Launch.Admin.Runs.GetAsync("vision", "iris", gone.Run, Ct)).State);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.FenceStale, () => agent.FinishAsync(goneSpec, Ct));
        var lost = await scene.ItemAsync(gone);
        Assert.Equal(ItemStates.Lost, lost.State);
        Assert.Single(lost.Timeline, step => step.Reason?.StartsWith("late_result: ", StringComparison.Ordinal) == true && step.Actor == "box");
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_a_queue_that_retries_gives_a_lost_job_to_another_until_its_attempts_are_used(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine, queue => queue with { LostPolicy = LostPolicy.Retry, MaxAttempts = 2 });
        var silent = await scene.AgentAsync("silent");
        var other = await scene.AgentAsync("other");
        var item = await scene.EnqueueAsync();
        var first = await silent.RunAsync(Ct);
        Assert.True(first.KillAtLeaseEnd);
        await scene.AdvanceAsync(OneLease);
        Assert.Equal(ItemStates.Queued, (await scene.ItemAsync(item)).State);

        var second = await other.RunAsync(Ct);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.FenceStale, () => silent.FinishAsync(first, Ct));
        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.FenceStale,
            () => silent.Client.AppendLogAsync(first.Id, first.Fence, 0, "late"u8.ToArray(), Ct));
        Assert.Equal((ItemStates.Running, 2), (await scene.ItemAsync(item)) is var running ? (running.State, running.Attempts) : default);

        await scene.AdvanceAsync(OneLease);
        var lost = await scene.ItemAsync(item);
        Assert.Equal((ItemStates.Lost, 2), (lost.State, lost.Attempts));
        Assert.Equal(BeatVerdicts.Abandon, await other.BeatAsync(second, Ct));
        Assert.Single(lost.Timeline, step => step.Reason?.StartsWith("late_result: ", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_a_job_that_its_agent_had_to_end_with_its_lease_is_tried_again_though_the_agent_says_so_itself(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine, queue => queue with { LostPolicy = LostPolicy.Retry, MaxAttempts = 2 });
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var first = await agent.RunAsync(Ct);
        await agent.FinishAsync(first, Ct, AttemptOutcomes.Lost, null);
        Assert.Equal((ItemStates.Queued, 1, null), (await scene.ItemAsync(item)) is var waiting ? (waiting.State, waiting.Attempts, waiting.ExitCode) : default);
        Assert.Equal("pending", (await scene.Launch.Admin.Runs.GetAsync("vision", "iris", item.Run, Ct)).State);

        var second = await agent.RunAsync(Ct);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.FenceStale, () => agent.FinishAsync(first, Ct, AttemptOutcomes.Lost, null));
        await agent.FinishAsync(second, Ct, AttemptOutcomes.Lost, null);
        Assert.Equal("lost", (await agent.FinishAsync(second, Ct, AttemptOutcomes.Lost, null)).State);
        Assert.Equal((ItemStates.Lost, 2), (await scene.ItemAsync(item)) is var lost ? (lost.State, lost.Attempts) : default);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_job_that_was_seen_running_and_of_which_its_agent_finds_nothing_has_failed(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.RunAsync(Ct);

        await agent.FinishAsync(spec, Ct, AttemptOutcomes.NotStarted, null);
        await agent.FinishAsync(spec, Ct, AttemptOutcomes.NotStarted, null);

        var failed = await scene.ItemAsync(item);
        Assert.Equal((ItemStates.Failed, 1), (failed.State, failed.Attempts));
        Assert.StartsWith("interrupted: ", failed.Reason, StringComparison.Ordinal);
        Assert.Empty((await agent.ClaimAsync(Ct)).Attempts);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_job_that_was_seen_running_is_tried_again_where_its_queue_says_so(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine, queue => queue with { LostPolicy = LostPolicy.Retry, MaxAttempts = 2 });
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        await agent.FinishAsync(await agent.RunAsync(Ct), Ct, AttemptOutcomes.NotStarted, null);
        Assert.Equal((ItemStates.Queued, 1), (await scene.ItemAsync(item)) is var waiting ? (waiting.State, waiting.Attempts) : default);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task The_end_of_a_job_is_kept_whatever_words_it_comes_with(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.StartAsync(Ct);
        var rockets = string.Concat(Enumerable.Repeat("\ud83d\ude80", 1_500));

        var beat = new AttemptBeatBody { Id = spec.Id, Fence = spec.Fence, State = "starting", Waiting = "w" + rockets, BackendRef = "b" + rockets };
        Assert.Equal(BeatVerdicts.Renewed, (await agent.Client.HeartbeatAsync(new HeartbeatRequest { Attempts = [beat] }, Ct)).Attempts.Single().Verdict);
        await agent.Client.FinishAsync(spec.Id,
            new FinishAttemptRequest { Fence = spec.Fence, Outcome = AttemptOutcomes.Failed, Reason = "start_failed: exec " + rockets }, Ct);

        var failed = await scene.ItemAsync(item);
        Assert.Equal(ItemStates.Failed, failed.State);
        Assert.StartsWith("start_failed: exec \ud83d\ude80", failed.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M16_a_job_that_does_not_run_in_time_failed(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine, queue => queue with { StartTimeoutSeconds = 60 });
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.StartAsync(Ct);
        await scene.AdvanceAsync(TimeSpan.FromSeconds(50), () => agent.BeatAsync(spec, Ct, "starting"));
        Assert.Equal(ItemStates.Starting, (await scene.ItemAsync(item)).State);
        await scene.AdvanceAsync(TimeSpan.FromSeconds(12));
        var failed = await scene.ItemAsync(item);
        Assert.Equal(ItemStates.Failed, failed.State);
        Assert.StartsWith("start_timeout: ", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(BeatVerdicts.Abandon, await agent.BeatAsync(spec, Ct));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_after_a_gap_of_the_servers_own_leases_end_one_lease_later_and_only_once(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var (heard, silent) = (await scene.EnqueueAsync(), await scene.EnqueueAsync());
        var (heardSpec, _) = (await agent.RunAsync(Ct), await agent.RunAsync(Ct));

        scene.Server.Database.ClockOffset += TimeSpan.FromHours(0.5);
        await scene.RescueAsync();
        await scene.AdvanceAsync(ProtocolScene.Options.Lease / 2);
        Assert.Equal("running", await AttemptAsync(silent));
        Assert.Equal(BeatVerdicts.Renewed, await agent.BeatAsync(heardSpec, Ct));

        await scene.AdvanceAsync((ProtocolScene.Options.Lease / 2) + TimeSpan.FromSeconds(1));
        Assert.Equal(("running", "unknown"), (await AttemptAsync(heard), await AttemptAsync(silent)));

        async Task<string> AttemptAsync(ItemResponse item) => (await scene.ItemAsync(item)).Tries.Single().State;
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M16_the_key_of_a_job_works_while_it_runs_and_ten_minutes_after(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.RunAsync(Ct);
        var job = scene.Server.ClientFor(spec.JobKey);
        Assert.Equal("running", (await job.Runs.GetAsync("vision", "iris", item.Run, Ct)).State);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Forbidden, ErrorCodes.Forbidden, () => job.Queues.CancelAsync("vision", item.Id, Ct));

        await agent.FinishAsync(spec, Ct);
        scene.Server.Database.ClockOffset += TimeSpan.FromMinutes(9.9);
        Assert.Equal("finished", (await job.Runs.GetAsync("vision", "iris", item.Run, Ct)).State);
        scene.Server.Database.ClockOffset += TimeSpan.FromMinutes(0.2);
        var refusal = await Assert.ThrowsAsync<SlipwayApiException>(() => job.Runs.GetAsync("vision", "iris", item.Run, Ct));
        Assert.Equal(HttpStatusCode.Unauthorized, refusal.Status);
    }
}
