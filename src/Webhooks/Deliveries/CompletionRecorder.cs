using System.Text.Json;
using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Api.Events;
using Slipway.Events;
using Slipway.Secrets.Uses;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Following;

namespace Slipway.Webhooks.Deliveries;

/// <summary>
/// The statements behind a batch of completions: one for those delivered, one for all attempts, one for each of the
/// others. A claim whose fence has risen meanwhile changes nothing, and its attempt is not stored.
/// </summary>
internal sealed class CompletionRecorder(EventLog events, DeliveryFollowers followers)
{
    private static readonly string[] AttemptColumns =
    [
        "delivery_id", "n", "started_at", "duration_ms", "outcome", "status", "dialed_address", "private_target", "timings", "url",
        "request_headers", "response_headers", "response_body", "response_truncated", "error_code", "error_message", "error_remedy",
    ];

    public async Task RecordAsync(DatabaseTransaction tx, IReadOnlyList<Completion> batch)
    {
        // By fence too: a claimant who was taken for dead may stand in the same batch as the one after it.
        var counted = new Dictionary<(DeliveryId, long), int>();
        var webhooks = await HoldWebhooksAsync(tx, batch);
        var attempted = batch.OfType<Completion.Attempted>().ToArray();
        // Told at the end, so that what those who follow write goes out with the commit.
        var turns = new List<(IEnumerable<long?> Executions, DeliveryTurn Turn)>();

        foreach (var delivered in attempted.Where(done => done.Outcome is DeliveryOutcome.Delivered).GroupBy(done => done.Claim.Fence))
        {
            var ids = delivered.Select(done => done.Claim.Id.Value).ToArray();
            var rows = await tx.QueryAsync<CountedRow>(DeliverySql.Delivered, new { ids, fence = delivered.Key });
            Count(counted, rows);
            turns.Add((rows.Select(row => row.ExecutionId), new DeliveryTurn.Delivered()));
        }
        foreach (var completion in batch)
        {
            switch (completion)
            {
                case Completion.Attempted { Outcome: not DeliveryOutcome.Delivered } failed:
                    Count(counted, await FailAsync(tx, failed, webhooks, turns));
                    break;
                case Completion.Held held:
                    await HoldAsync(tx, held, webhooks, turns);
                    break;
                case Completion.Orphaned orphan:
                    await SetAsideAsync(tx, orphan, DeliveryState.Cancelled, "webhook_deleted: The webhook was deleted.", turns);
                    break;
                case Completion.Released released:
                    await ReleaseAsync(tx, released);
                    break;
                default:
                    break;
            }
        }
        await tx.InsertManyAsync("delivery_attempts", AttemptColumns,
            [.. attempted.Where(done => counted.ContainsKey((done.Claim.Id, done.Claim.Fence)))
                .Select(done => AttemptRow.Values(done, counted[(done.Claim.Id, done.Claim.Fence)]))]);
        foreach (var (executions, turn) in turns)
        {
            await followers.TellAsync(tx, executions, turn);
        }
    }

    /// <summary>Ends a delivery of which nothing else can be written: its attempt is not stored.</summary>
    public async Task GiveUpAsync(DatabaseTransaction tx, ClaimedDelivery claim, string reason)
    {
        var executions = await tx.QueryAsync<long?>(DeliverySql.NotAttempted,
            new { id = claim.Id, fence = claim.Fence, state = EnumText.Of(DeliveryState.Failed), reason, ended = true });
        await followers.TellAsync(tx, executions, new DeliveryTurn.Failed(reason));
    }

    private async Task<IReadOnlyList<CountedRow>> FailAsync(
        DatabaseTransaction tx, Completion.Attempted failed, Dictionary<WebhookId, Webhook> webhooks, List<(IEnumerable<long?>, DeliveryTurn)> turns)
    {
        var webhook = webhooks.GetValueOrDefault(failed.Webhook);
        var (state, reason, wait) = Next(failed, webhook);
        if (failed.Outcome is DeliveryOutcome.Gone && webhook is { Settings.Enabled: true })
        {
            webhooks[failed.Webhook] = await DisableAsync(tx, webhook, "gone", "The receiver answered 410 Gone.");
        }
        var ended = HasEnded(state);
        var rows = await tx.QueryAsync<CountedRow>(DeliverySql.Attempted, new
        {
            id = failed.Claim.Id,
            fence = failed.Claim.Fence,
            state = EnumText.Of(state),
            reason,
            wait = wait is { } time ? InstantText.ToMicroseconds(time) : (long?)null,
            ended,
        });
        if (ended)
        {
            turns.Add((rows.Select(row => row.ExecutionId), TurnOf(state, reason)));
        }
        return rows;
    }

    private static bool HasEnded(DeliveryState state) => state is DeliveryState.Failed or DeliveryState.Cancelled or DeliveryState.Delivered;

    private static DeliveryTurn TurnOf(DeliveryState ended, string reason) =>
        ended == DeliveryState.Delivered ? new DeliveryTurn.Delivered() : new DeliveryTurn.Failed(reason);

    /// <summary>The webhook may have been deleted or disabled while the attempt was being made.</summary>
    private static (DeliveryState State, string Reason, TimeSpan? Wait) Next(Completion.Attempted failed, Webhook? webhook) => failed.Outcome switch
    {
        DeliveryOutcome.Retry when webhook is null => (DeliveryState.Cancelled, "webhook_deleted: The webhook was deleted.", null),
        DeliveryOutcome.Retry when !webhook!.Settings.Enabled => (DeliveryState.Held, "webhook_disabled: The webhook is disabled.", null),
        DeliveryOutcome.Retry retry => (DeliveryState.Retrying, retry.Reason, retry.Wait),
        // What was delivered once stays delivered, whatever a later repetition came to.
        DeliveryOutcome.GivenUp given when failed.Claim.DeliveredAt is not null => (DeliveryState.Delivered, $"redelivery_failed: {given.Reason}", null),
        DeliveryOutcome.Gone gone when failed.Claim.DeliveredAt is not null => (DeliveryState.Delivered, $"redelivery_failed: {gone.Reason}", null),
        DeliveryOutcome.GivenUp given => (DeliveryState.Failed, given.Reason, null),
        DeliveryOutcome.Gone gone => (DeliveryState.Failed, gone.Reason, null),
        _ => throw new InvalidOperationException("A delivered attempt is none that failed."),
    };

    /// <summary>
    /// The webhooks by which the batch decides, held as they are until it is committed: who enables one, or disables it,
    /// finds what was decided. Before any delivery is touched, as everybody takes them. What was delivered asks none.
    /// </summary>
    private static async Task<Dictionary<WebhookId, Webhook>> HoldWebhooksAsync(DatabaseTransaction tx, IReadOnlyList<Completion> batch)
    {
        var deciding = batch.Where(completion => completion is Completion.Held or Completion.Attempted { Outcome: not DeliveryOutcome.Delivered }).ToArray();
        var disables = deciding.Any(completion => completion is Completion.Held { Disable: not null } or Completion.Attempted { Outcome: DeliveryOutcome.Gone });
        return new(await WebhookLookup.HoldAsync(tx, [.. deciding.Select(completion => completion.Webhook).Distinct()], disables));
    }

    /// <summary>What the runner saw may have passed since: it is decided by the webhook as it is now.</summary>
    private async Task HoldAsync(
        DatabaseTransaction tx, Completion.Held held, Dictionary<WebhookId, Webhook> webhooks, List<(IEnumerable<long?>, DeliveryTurn)> turns)
    {
        if (webhooks.GetValueOrDefault(held.Webhook) is not { } webhook)
        {
            await SetAsideAsync(tx, held, DeliveryState.Cancelled, "webhook_deleted: The webhook was deleted.", turns);
            return;
        }
        if (webhook.Settings.Enabled && held.Disable is { } why
            && await SecretUses.Table.IsDisabledAsync(tx, WebhookOperations.AsSecretUser(webhook.Id, webhook.Name)))
        {
            webhooks[webhook.Id] = webhook = await DisableAsync(tx, webhook, "secret_deleted", why);
        }
        if (webhook.Settings.Enabled)
        {
            await ReleaseAsync(tx, held);
            return;
        }
        await SetAsideAsync(tx, held, DeliveryState.Held, "webhook_disabled: The webhook is disabled.", turns);
    }

    private static async Task ReleaseAsync(DatabaseTransaction tx, Completion completion)
    {
        await tx.ExecuteAsync(DeliverySql.Release, new { id = completion.Claim.Id, fence = completion.Claim.Fence });
        tx.Wake(WaitingDeliveries.Due);
    }

    private static async Task SetAsideAsync(
        DatabaseTransaction tx, Completion completion, DeliveryState state, string reason, List<(IEnumerable<long?>, DeliveryTurn)> turns)
    {
        var ended = HasEnded(state);
        var executions = await tx.QueryAsync<long?>(DeliverySql.NotAttempted,
            new { id = completion.Claim.Id, fence = completion.Claim.Fence, state = EnumText.Of(state), reason, ended });
        if (ended)
        {
            turns.Add((executions, TurnOf(state, reason)));
        }
    }

    /// <summary>Disables a webhook that the transaction holds alone; returns it as it is then.</summary>
    private async Task<Webhook> DisableAsync(DatabaseTransaction tx, Webhook webhook, string code, string why)
    {
        var disabled = webhook with { Settings = webhook.Settings with { Enabled = false }, DisabledReason = why };
        if (await tx.ExecuteAsync(WebhookSql.Disable, new { id = webhook.Id, settings = WebhookRow.TextOf(disabled.Settings), reason = why }) == 0
            || await TeamAccess.FindByIdAsync(tx, webhook.TeamId) is not { } team)
        {
            return disabled;
        }
        await WaitingDeliveries.HoldAsync(tx, webhook.Id, why);
        AuditTrail.Append(tx, Actor.System, AuditedTeam.Of(team), "webhook.disabled", webhook.Name, why);
        events.Append(tx, new NewEvent
        {
            Type = EventTypes.WebhookDisabled,
            TeamId = team.Id,
            Team = team.Name,
            ScopeKind = ScopeKind.Team,
            Actor = Actor.System.Name,
            After = JsonSerializer.Serialize(new { webhook = webhook.Name, reason = code }),
        });
        return disabled;
    }

    private static void Count(Dictionary<(DeliveryId, long), int> counted, IReadOnlyList<CountedRow> rows)
    {
        foreach (var row in rows)
        {
            counted[(row.Id, row.Fence)] = row.Attempts;
        }
    }

    private sealed class CountedRow
    {
        public DeliveryId Id { get; init; }

        public long Fence { get; init; }

        public int Attempts { get; init; }

        public long? ExecutionId { get; init; }
    }
}
