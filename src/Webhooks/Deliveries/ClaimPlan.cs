using Slipway.Access;
using Slipway.Webhooks.Definitions;

namespace Slipway.Webhooks.Deliveries;

/// <summary>How many of each webhook's due deliveries to claim. Pure.</summary>
internal static class ClaimPlan
{
    /// <summary>A webhook with deliveries that are due.</summary>
    public sealed record DueLane(WebhookId Webhook, TeamId Team, int Room);

    /// <summary>
    /// Shares the room: teams take turns, and each webhook gets a handful before any gets more, so that a webhook with a
    /// million due deliveries leaves room for the others in the very same claim.
    /// </summary>
    /// <param name="due">The webhooks, those that wait longest first.</param>
    /// <param name="room">How many may be claimed in all.</param>
    /// <param name="handful">How many a webhook gets in its turn.</param>
    public static IReadOnlyList<(WebhookId Webhook, int Count)> Share(IEnumerable<DueLane> due, int room, int handful)
    {
        var turns = due.Where(lane => lane.Room > 0)
            .GroupBy(lane => lane.Team)
            .SelectMany(team => team.Select((lane, place) => (lane, place)))
            .OrderBy(turn => turn.place)
            .Select(turn => turn.lane)
            .ToArray();
        var shares = new int[turns.Length];
        for (var isMore = true; isMore && room > 0;)
        {
            isMore = false;
            for (var turn = 0; turn < turns.Length && room > 0; turn++)
            {
                var share = Math.Min(Math.Min(handful, turns[turn].Room - shares[turn]), room);
                shares[turn] += share;
                room -= share;
                isMore |= shares[turn] < turns[turn].Room;
            }
        }
        return [.. turns.Select((lane, turn) => (lane.Webhook, shares[turn])).Where(share => share.Item2 > 0)];
    }
}
