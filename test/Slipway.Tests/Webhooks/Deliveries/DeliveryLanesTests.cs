using CsCheck;
using Slipway.Access;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;
using Xunit;

namespace Slipway.Tests.Webhooks.Deliveries;

public sealed class DeliveryLanesTests
{
    private static readonly DeliveryLimits Limits = new() { InFlight = 8, InFlightPerWebhook = 3, InFlightPerTeam = 5, WaitingPerWebhook = 4, Waiting = 20 };
    private long _next;

    private ClaimedDelivery Claim(long webhook, long team = 1) =>
        new() { Id = new(++_next), WebhookId = new(webhook), TeamId = new(team), MessageId = "msg" };

    private static List<ClaimedDelivery> StartAll(DeliveryLanes lanes)
    {
        var started = new List<ClaimedDelivery>();
        while (lanes.TryStart(out var claim))
        {
            started.Add(claim);
        }
        return started;
    }

    [Fact]
    public void A_webhook_holds_no_more_than_its_share_and_keeps_its_order()
    {
        var lanes = new DeliveryLanes(Limits);
        var added = Enumerable.Range(0, 10).Select(_ => Claim(1)).TakeWhile(lanes.TryAdd).ToArray();
        Assert.Equal(7, added.Length);
        Assert.Equal(0, lanes.RoomFor(new(1)));
        Assert.Equal(added[..3], StartAll(lanes));
        lanes.Finish(added[0]);
        Assert.Equal([added[3]], StartAll(lanes));
    }

    [Fact]
    public void One_team_leaves_room_for_another()
    {
        var lanes = new DeliveryLanes(Limits);
        for (var webhook = 1; webhook <= 4; webhook++)
        {
            Assert.True(lanes.TryAdd(Claim(webhook)));
            Assert.True(lanes.TryAdd(Claim(webhook)));
        }
        Assert.Equal(5, StartAll(lanes).Count);
        var other = Claim(9, team: 2);
        Assert.True(lanes.TryAdd(other));
        Assert.Equal([other], StartAll(lanes));
    }

    [Fact]
    public void The_team_with_the_least_in_flight_goes_first()
    {
        var lanes = new DeliveryLanes(Limits);
        Assert.True(lanes.TryAdd(Claim(1)));
        Assert.True(lanes.TryAdd(Claim(1)));
        Assert.True(lanes.TryStart(out _));
        Assert.True(lanes.TryAdd(Claim(2, team: 2)));
        Assert.True(lanes.TryStart(out var next));
        Assert.Equal(new TeamId(2), next.TeamId);
    }

    [Fact]
    public void Whatever_is_added_is_started_once_within_the_limits_and_all_is_free_in_the_end() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 3], Gen.Bool).Array[0, 200].Sample(steps =>
        {
            var lanes = new DeliveryLanes(Limits);
            var (added, started, running) = (new HashSet<DeliveryId>(), new HashSet<DeliveryId>(), new Queue<ClaimedDelivery>());
            foreach (var (webhook, team, isFinish) in steps)
            {
                if (isFinish && running.TryDequeue(out var done))
                {
                    lanes.Finish(done);
                }
                var claim = Claim(webhook + (10 * team), team);
                if (lanes.TryAdd(claim))
                {
                    added.Add(claim.Id);
                }
                Start();
            }
            while (running.TryDequeue(out var done))
            {
                lanes.Finish(done);
                Start();
            }
            Assert.Equal(added, started);
            Assert.Equal((0, 0, 28), (lanes.InFlight, lanes.Waiting, lanes.Room));

            void Start()
            {
                foreach (var claim in StartAll(lanes))
                {
                    Assert.True(started.Add(claim.Id));
                    running.Enqueue(claim);
                }
                Assert.True(running.Count <= Limits.InFlight);
                Assert.All(running.GroupBy(claim => claim.WebhookId), lane => Assert.True(lane.Count() <= Limits.InFlightPerWebhook));
                Assert.All(running.GroupBy(claim => claim.TeamId), team => Assert.True(team.Count() <= Limits.InFlightPerTeam));
            }
        });

    [Fact]
    public void What_waits_can_be_taken_out()
    {
        var lanes = new DeliveryLanes(Limits);
        var claims = Enumerable.Range(0, 6).Select(_ => Claim(1)).ToArray();
        Assert.All(claims, claim => Assert.True(lanes.TryAdd(claim)));
        var started = StartAll(lanes);
        Assert.Equal(claims[3..], lanes.TakeWaiting());
        started.ForEach(lanes.Finish);
        Assert.Equal(28, lanes.Room);
    }
}
