using Microsoft.Extensions.Logging;
using Slipway.Secrets.Definitions;
using Slipway.Secrets.Uses;
using Slipway.Secrets.Values;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;

namespace Slipway.Webhooks.Deliveries;

/// <summary>
/// One attempt of one claimed delivery: reads the webhook and the secrets as they are now, sends, decides what follows.
/// Writes nothing; the completion it returns is written by the caller.
/// </summary>
internal sealed partial class AttemptRunner(
    Database database, SecretVault vault, AttemptSender sender, WebhooksMetrics metrics, TimeProvider time, ILogger<AttemptRunner> logger)
{
    /// <summary>The schedule that failed attempts follow.</summary>
    public RetrySchedule Schedule { get; init; } = RetrySchedule.Default;

    public async Task<Completion> RunAsync(ClaimedDelivery claim, CancellationToken ct)
    {
        try
        {
            return await AttemptAsync(claim, ct);
        }
        catch (Exception bug) when (!ct.IsCancellationRequested && !database.IsAway(bug))
        {
            // Counted, or it would come back with each lease, for ever: a payload or a secret that cannot be read any more.
            Broken(logger, claim.Id.Value, bug);
            var failed = sender.Failed(null);
            return new Completion.Attempted(claim, failed.Attempt, Classify(failed, claim));
        }
    }

    private async Task<Completion> AttemptAsync(ClaimedDelivery claim, CancellationToken ct)
    {
        var (webhook, secrets, isDisabled) = await database.ReadAsync(session => PrepareAsync(session, claim, ct), ct);
        if (webhook is null)
        {
            return new Completion.Orphaned(claim);
        }
        if (!webhook.Settings.Enabled || isDisabled)
        {
            return new Completion.Held(claim, isDisabled ? WebhookOperations.SecretDeleted : null);
        }

        var sent = await sender.SendAsync(webhook.Settings, claim.Rendered, secrets, claim.MessageId, ct);
        var outcome = Classify(sent, claim);
        Report(claim, webhook, sent.Attempt, outcome);
        return new Completion.Attempted(claim, sent.Attempt, outcome);
    }

    private DeliveryOutcome Classify(AttemptSender.Sent sent, ClaimedDelivery claim) =>
        DeliveryOutcome.Classify(sent.Result, claim.Attempts + 1, claim.Once, Schedule, Random.Shared.NextDouble(), time.GetUtcNow());

    private async Task<(Webhook? Webhook, IReadOnlyDictionary<string, SecretValue> Secrets, bool IsDisabled)> PrepareAsync(
        DatabaseSession session, ClaimedDelivery claim, CancellationToken ct)
    {
        var webhook = await WebhookLookup.FindByIdAsync(session, claim.WebhookId);
        if (webhook is null)
        {
            return (null, new Dictionary<string, SecretValue>(), false);
        }
        var names = RequestComposer.SecretNames(webhook.Settings, claim.Rendered);
        var secrets = await vault.RevealAsync(session, claim.TeamId, names, ct);
        // Only a deletion by force takes a secret away from a webhook that names it, and it notes so with its use.
        var isDisabled = secrets.Count < names.Count
            && await SecretUses.Table.IsDisabledAsync(session, WebhookOperations.AsSecretUser(webhook.Id, webhook.Name));
        return (webhook, secrets, isDisabled);
    }

    private void Report(ClaimedDelivery claim, Webhook webhook, DeliveryAttempt attempt, DeliveryOutcome outcome)
    {
        var came = AttemptRow.OutcomeOf(outcome);
        metrics.Attempted(EnumText.Of(came), TimeSpan.FromMilliseconds(attempt.DurationMs), claim.Attempts == 0 ? attempt.StartedAt - claim.CreatedAt : null);
        Attempted(logger, claim.Id.Value, claim.MessageId, claim.TeamId.Value, webhook.Name, claim.Automation, claim.Attempts + 1, came,
            attempt.Status, attempt.DurationMs, attempt.DialedAddress, attempt.Error?.Code,
            (outcome as DeliveryOutcome.Retry)?.Wait.TotalSeconds, (attempt.StartedAt - claim.CreatedAt).TotalMilliseconds);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "delivery.broken {Delivery}")]
    private static partial void Broken(ILogger logger, long delivery, Exception bug);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "delivery.attempted {Delivery} {MessageId} team {Team} webhook {Webhook} automation {Automation} attempt {Attempt} {Outcome} "
            + "status {Status} {DurationMs} ms dialed {Dialed} error {Error} next in {NextSeconds} s age {AgeMs} ms")]
    private static partial void Attempted(
        ILogger logger, long delivery, string messageId, long team, string webhook, string? automation, int attempt, SendOutcome outcome,
        int? status, double durationMs, string? dialed, string? error, double? nextSeconds, double ageMs);
}
