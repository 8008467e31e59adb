using Slipway.Storage;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;
using Slipway.Webhooks.Sending;

namespace Slipway.ProviderTests.Pairs;

/// <summary>What a server writes down of a delivery that it had claimed, as the acts of a walk.</summary>
internal static class PairAttempts
{
    /// <summary>Claims the team's newest delivery.</summary>
    public const string Claim =
        """
        update deliveries set state = 'delivering', due_at = null, claimed_by = 1, lease_until = slipway_now() + 3600000000, fence = fence + 1
        where id = (select max(id) from deliveries where team_id = @team)
        returning id, team_id, webhook_id, webhook, automation, message_id, payload, attempts, once, delivered_at, created_at, fence
        """;

    /// <summary>Writes down what came of the delivery that is claimed. The second to do so changes nothing.</summary>
    public static Act Record(string name, Func<ClaimedDelivery, Completion> complete) => new(name, async stage =>
    {
        // By the database that holds acts.
        await stage.Get<Database>().WriteAsync(tx => stage.Get<CompletionRecorder>().RecordAsync(tx, [complete(stage.Claimed)]), default);
        return "done";
    });

    public static Completion Failed(ClaimedDelivery claim, DeliveryOutcome outcome) => new Completion.Attempted(claim, new DeliveryAttempt
    {
        StartedAt = DateTimeOffset.UnixEpoch,
        DurationMs = 1,
        Timings = new AttemptTimings { TotalMs = 1 },
        Url = "http://localhost:9/x",
        RequestHeaders = new Dictionary<string, string>(),
    }, outcome);
}
