using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Attempts;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;

namespace Slipway.Tests.Launch.Leases;

public sealed class LeaseRulesTests
{
    private static readonly AttemptView Claimed = new()
    {
        State = AttemptState.Claimed,
        IsCurrent = true,
        CancelRequested = false,
        HasRun = false,
        Policy = LostPolicy.Fail,
        Number = 1,
        Used = 0,
        MaxAttempts = 3,
    };

    [Theory]
    [InlineData(LostPolicy.Fail)]
    [InlineData(LostPolicy.Retry)]
    public void B10_No_order_of_lost_doubled_and_late_messages_gives_two_fences_a_stale_result_or_an_item_without_an_end(LostPolicy policy)
    {
        var explorer = new LeaseExplorer(policy, maxAttempts: 2);

        Assert.Empty(explorer.Explore());

        TestContext.Current.SendDiagnosticMessage($"{policy}: {explorer.States} states");
        Assert.InRange(explorer.States, 1_000, 20_000_000);
    }

    [Theory]
    [InlineData(LostPolicy.Fail)]
    [InlineData(LostPolicy.Retry)]
    public void B10_Without_the_check_of_the_fence_the_explorer_finds_what_breaks(LostPolicy policy) =>
        Assert.NotEmpty(new LeaseExplorer(policy, maxAttempts: 2, view => view with
        {
            // The bug: whoever speaks of an attempt is believed, whether it is still the current one or not.
            IsCurrent = true,
            State = LeaseRules.HasEnded(view.State) ? AttemptState.Running : view.State,
        }).Explore());

    [Fact]
    public void Without_the_note_that_it_was_seen_running_the_explorer_finds_what_runs_twice() =>
        Assert.NotEmpty(new LeaseExplorer(LostPolicy.Fail, maxAttempts: 2, view => view with { HasRun = false }).Explore());

    [Fact]
    public void The_right_to_start_is_given_again_under_the_same_fence()
    {
        Assert.Equal(AttemptState.Starting, LeaseRules.Start(Claimed).Attempt);
        Assert.Null(LeaseRules.Start(Claimed with { State = AttemptState.Starting }).Refusal);
        Assert.Equal(ErrorCodes.FenceStale, LeaseRules.Start(Claimed with { IsCurrent = false }).Refusal);
    }

    [Fact]
    public void Who_is_cancelled_before_the_right_to_start_ends_at_once()
    {
        var step = LeaseRules.Start(Claimed with { CancelRequested = true });

        Assert.Equal((ItemState.Cancelled, ErrorCodes.CancelRequested), (step.Item, step.Refusal));
    }

    [Fact]
    public void A_heartbeat_alone_never_starts_what_has_no_right_to()
    {
        Assert.Equal(AttemptState.Claimed, LeaseRules.Beat(Claimed, isRunning: true).Attempt);
        Assert.Equal(ErrorCodes.FenceStale, LeaseRules.Finish(Claimed, AttemptOutcome.Succeeded).Refusal);
    }

    [Fact]
    public void A_silent_agent_is_waited_for_by_one_policy_and_replaced_by_the_other()
    {
        var running = Claimed with { State = AttemptState.Running, Used = 1 };

        Assert.Equal((AttemptState.Unknown, null), (LeaseRules.LeaseEnded(running).Attempt, LeaseRules.LeaseEnded(running).Item));
        Assert.Equal(ItemState.Queued, LeaseRules.LeaseEnded(running with { Policy = LostPolicy.Retry }).Item);
        Assert.Equal(ItemState.Lost, LeaseRules.LeaseEnded(running with { Policy = LostPolicy.Retry, Used = 3 }).Item);
        Assert.Equal(AttemptState.Running, LeaseRules.Beat(running with { State = AttemptState.Unknown }, isRunning: true).Attempt);
    }

    [Fact]
    public void What_its_agent_had_to_end_is_tried_again_by_one_policy_and_has_failed_by_the_other()
    {
        var running = Claimed with { State = AttemptState.Running, Used = 1 };
        var retried = running with { Policy = LostPolicy.Retry };

        Assert.Equal((AttemptState.Failed, ItemState.Failed), Finish(running));
        Assert.Equal((AttemptState.Lost, ItemState.Queued), Finish(retried));
        Assert.Equal((AttemptState.Lost, ItemState.Lost), Finish(retried with { Used = 3 }));
        Assert.Equal((AttemptState.Lost, ItemState.Cancelled), Finish(retried with { CancelRequested = true }));
        Assert.Equal((AttemptState.Returned, ItemState.Queued), Finish(retried with { State = AttemptState.Claimed }));

        static (AttemptState, ItemState?) Finish(AttemptView view) =>
            LeaseRules.Finish(view, AttemptOutcome.Lost) is var step ? (step.Attempt, step.Item) : default;
    }

    [Fact]
    public void Who_finds_nothing_of_what_was_seen_running_has_lost_it_and_does_not_give_it_back()
    {
        foreach (var state in new[] { AttemptState.Running, AttemptState.Unknown, AttemptState.Starting })
        {
            var seen = Claimed with { State = state, Used = 1, HasRun = true };
            var retried = seen with { Policy = LostPolicy.Retry };

            Assert.Equal((AttemptState.Failed, ItemState.Failed), Finish(seen));
            Assert.StartsWith("interrupted: ", LeaseRules.Finish(seen, AttemptOutcome.NotStarted).Reason, StringComparison.Ordinal);
            Assert.Equal((AttemptState.Lost, ItemState.Queued), Finish(retried));
            Assert.Equal((AttemptState.Lost, ItemState.Lost), Finish(retried with { Used = 3 }));
            Assert.Null(LeaseRules.Finish(seen with { State = AttemptState.Failed }, AttemptOutcome.NotStarted).Refusal);
        }

        static (AttemptState, ItemState?) Finish(AttemptView view) =>
            LeaseRules.Finish(view, AttemptOutcome.NotStarted) is var step ? (step.Attempt, step.Item) : default;
    }

    [Fact]
    public void What_never_starts_goes_round_a_bounded_number_of_times()
    {
        Assert.Equal(ItemState.Queued, LeaseRules.Finish(Claimed, AttemptOutcome.NotStarted).Item);
        Assert.Equal(ItemState.Failed, LeaseRules.Finish(Claimed with { Number = LeaseRules.MaxReturns }, AttemptOutcome.NotStarted).Item);
    }

    [Fact]
    public void A_result_may_be_told_again_and_another_one_not()
    {
        var ended = Claimed with { State = AttemptState.Succeeded };

        Assert.Null(LeaseRules.Finish(ended, AttemptOutcome.Succeeded).Refusal);
        Assert.True(LeaseRules.Finish(ended, AttemptOutcome.Failed).IsLate);
    }
}
