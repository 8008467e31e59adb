using System.Diagnostics.CodeAnalysis;
using Slipway.Access;
using Slipway.Webhooks.Definitions;

namespace Slipway.Webhooks.Deliveries;

/// <summary>
/// What this server has claimed: one lane for each webhook, with what waits and how much is in flight. Chooses what starts
/// next so that no webhook and no team takes all: the team with the least in flight goes first, then its lane with the
/// least, then the lane that was served longest ago. In memory alone; safe to call from anywhere.
/// </summary>
internal sealed class DeliveryLanes(DeliveryLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<WebhookId, Lane> _lanes = [];
    private readonly Dictionary<TeamId, int> _inFlightByTeam = [];
    private long _turn;

    /// <summary>Attempts in flight.</summary>
    public int InFlight { get; private set; }

    /// <summary>Claimed deliveries that wait for a place in flight.</summary>
    public int Waiting { get; private set; }

    /// <summary>How many more may be claimed in all.</summary>
    public int Room
    {
        get
        {
            lock (_gate)
            {
                return limits.InFlight + limits.Waiting - InFlight - Waiting;
            }
        }
    }

    /// <summary>How many more may be claimed for the webhook.</summary>
    public int RoomFor(WebhookId webhook)
    {
        lock (_gate)
        {
            var held = _lanes.TryGetValue(webhook, out var lane) ? lane.InFlight + lane.Waiting.Count : 0;
            return Math.Max(0, Math.Min(
                limits.InFlightPerWebhook + limits.WaitingPerWebhook - held,
                limits.InFlight + limits.Waiting - InFlight - Waiting));
        }
    }

    /// <summary>Takes a claimed delivery in; false when there is no room.</summary>
    public bool TryAdd(ClaimedDelivery delivery)
    {
        lock (_gate)
        {
            if (RoomFor(delivery.WebhookId) == 0)
            {
                return false;
            }
            if (!_lanes.TryGetValue(delivery.WebhookId, out var lane))
            {
                _lanes.Add(delivery.WebhookId, lane = new(delivery.TeamId));
            }
            lane.Waiting.Enqueue(delivery);
            Waiting++;
            return true;
        }
    }

    /// <summary>Moves the next delivery in flight; false when none may start now.</summary>
    public bool TryStart([NotNullWhen(true)] out ClaimedDelivery? delivery)
    {
        lock (_gate)
        {
            delivery = null;
            if (InFlight >= limits.InFlight || NextLane() is not { } lane)
            {
                return false;
            }
            delivery = lane.Waiting.Dequeue();
            lane.InFlight++;
            lane.LastTurn = ++_turn;
            _inFlightByTeam[lane.Team] = InFlightOf(lane.Team) + 1;
            InFlight++;
            Waiting--;
            return true;
        }
    }

    /// <summary>An attempt has ended.</summary>
    public void Finish(ClaimedDelivery delivery)
    {
        lock (_gate)
        {
            var lane = _lanes[delivery.WebhookId];
            lane.InFlight--;
            InFlight--;
            if (InFlightOf(lane.Team) is var left && left > 1)
            {
                _inFlightByTeam[lane.Team] = left - 1;
            }
            else
            {
                _inFlightByTeam.Remove(lane.Team);
            }
            if (lane is { InFlight: 0, Waiting.Count: 0 })
            {
                _lanes.Remove(delivery.WebhookId);
            }
        }
    }

    /// <summary>Takes everything out that has not started.</summary>
    public IReadOnlyList<ClaimedDelivery> TakeWaiting()
    {
        lock (_gate)
        {
            var waiting = _lanes.Values.SelectMany(lane => lane.Waiting).ToArray();
            foreach (var (webhook, lane) in _lanes.ToArray())
            {
                lane.Waiting.Clear();
                if (lane.InFlight == 0)
                {
                    _lanes.Remove(webhook);
                }
            }
            Waiting = 0;
            return waiting;
        }
    }

    private Lane? NextLane()
    {
        Lane? next = null;
        foreach (var lane in _lanes.Values)
        {
            if (lane.Waiting.Count > 0 && lane.InFlight < limits.InFlightPerWebhook && InFlightOf(lane.Team) < limits.InFlightPerTeam
                && (next is null || Order(lane).CompareTo(Order(next)) < 0))
            {
                next = lane;
            }
        }
        return next;

        (int, int, long) Order(Lane lane) => (InFlightOf(lane.Team), lane.InFlight, lane.LastTurn);
    }

    private int InFlightOf(TeamId team) => _inFlightByTeam.GetValueOrDefault(team);

    private sealed class Lane(TeamId team)
    {
        public TeamId Team => team;

        public Queue<ClaimedDelivery> Waiting { get; } = new();

        public int InFlight { get; set; }

        public long LastTurn { get; set; }
    }
}
