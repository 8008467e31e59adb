using Slipway.Storage;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;
using Slipway.Webhooks.Sending;

namespace Slipway.ProviderTests.Pairs;

/// <summary>What a server writes down of a delivery that it had claimed, as the acts of a walk.</summary>
internal static class PairAttempts
{
    private const string Claim =
        """
        update deliveries set state = 'delivering', due_at = null, claimed_by = 1, lease_until = slipway_now() + 60000000, fence = fence + 1
        where id = @id and state in ('pending', 'retrying') returning id, team_id, webhook_id, webhook, automation, message_id, payload, attempts, once,
            delivered_at, created_at, fence
        """;

    /// <summary>Claims the team's oldest delivery and writes down what came of it; <c>not_claimed</c> when it does not wait.</summary>
    public static Act Record(string name, Func<ClaimedDelivery, Completion> complete) => new(name, async stage =>
    {
        var id = await stage.DeliveryAsync();
        var claimed = await stage.Room.Database.WriteAsync(tx => tx.FirstAsync<ClaimedDelivery>(Claim, new { id }), default);
        if (claimed is null)
        {
            return "not_claimed";
        }
        // By the room's database, where the walk holds it.
        await stage.Get<Database>().WriteAsync(tx => stage.Get<CompletionRecorder>().RecordAsync(tx, [complete(claimed)]), default);
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
