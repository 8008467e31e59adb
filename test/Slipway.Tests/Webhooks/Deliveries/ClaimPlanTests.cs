using CsCheck;
using Slipway.Webhooks.Deliveries;
using Xunit;

namespace Slipway.Tests.Webhooks.Deliveries;

public sealed class ClaimPlanTests
{
    private static ClaimPlan.DueLane Lane(long webhook, long team, int room) => new(new(webhook), new(team), room);

    [Fact]
    public void A_single_webhook_gets_all_the_room_it_has() =>
        Assert.Equal([(new(1), 32)], ClaimPlan.Share([Lane(1, 1, 32)], room: 500, handful: 8));

    [Fact]
    public void Every_webhook_gets_a_handful_before_any_gets_more() =>
        Assert.Equal([(new(1), 14), (new(2), 8), (new(3), 2)], ClaimPlan.Share([Lane(1, 1, 32), Lane(2, 1, 32), Lane(3, 1, 2)], room: 24, handful: 8));

    [Fact]
    public void Teams_take_turns() =>
        Assert.Equal([new(1), new(4)], ClaimPlan.Share([Lane(1, 1, 8), Lane(2, 1, 8), Lane(3, 1, 8), Lane(4, 2, 8)], room: 16, handful: 8).Select(share => share.Webhook));

    [Fact]
    public void Without_room_nothing_is_claimed()
    {
        Assert.Empty(ClaimPlan.Share([Lane(1, 1, 8)], room: 0, handful: 8));
        Assert.Empty(ClaimPlan.Share([Lane(1, 1, 0)], room: 8, handful: 8));
        Assert.Empty(ClaimPlan.Share([], room: 8, handful: 8));
    }

    [Fact]
    public void All_room_is_used_and_none_is_exceeded() =>
        Gen.Select(Gen.Select(Gen.Int[1, 4], Gen.Int[0, 40]).Array[0, 12], Gen.Int[0, 100], Gen.Int[1, 8]).Sample((rows, room, handful) =>
        {
            var lanes = rows.Select((row, index) => Lane(index, row.Item1, row.Item2)).ToArray();
            var shares = ClaimPlan.Share(lanes, room, handful);
            Assert.Equal(Math.Min(room, lanes.Sum(lane => lane.Room)), shares.Sum(share => share.Count));
            Assert.All(shares, share => Assert.InRange(share.Count, 1, lanes.Single(lane => lane.Webhook == share.Webhook).Room));
        });
}
