using Microsoft.Extensions.Logging;
using Slipway.Api;
using Slipway.Secrets.Values;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Payloads;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Deliveries;

/// <summary>Makes one attempt and writes it down masked. Deliveries, redeliveries and tests all pass here.</summary>
internal sealed partial class AttemptSender(WebhookSender sender, TimeProvider time, ILogger<AttemptSender> logger)
{
    /// <summary>What came of it, raw to decide by, and masked to keep.</summary>
    public readonly record struct Sent(AttemptResult Result, DeliveryAttempt Attempt);

    /// <summary>Sends; what cannot be composed is a failed attempt too. Throws only when <paramref name="ct"/> ends.</summary>
    public async Task<Sent> SendAsync(
        WebhookDraft webhook, RenderedPayload payload, IReadOnlyDictionary<string, SecretValue> secrets, string messageId, CancellationToken ct)
    {
        var startedAt = time.GetUtcNow();
        var result = await TrySendAsync(
            () => RequestComposer.Compose(webhook, payload, secrets, messageId, startedAt, out var error) is { } request
                ? sender.SendAsync(request, ct)
                : Task.FromResult(new AttemptResult { Timings = new() { TotalMs = 0 }, Error = error }), messageId, ct);
        return new(result, Mask(webhook, result, startedAt, new SecretMask(secrets.Values)));
    }

    /// <summary>A bug of ours is an attempt that failed: it is counted, so that it cannot be repeated for ever.</summary>
    private async Task<AttemptResult> TrySendAsync(Func<Task<AttemptResult>> send, string messageId, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        try
        {
            return await send();
        }
        catch (Exception bug) when (bug is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            Broken(logger, messageId, bug);
            return new()
            {
                Timings = new() { TotalMs = time.GetElapsedTime(start).TotalMilliseconds },
                Error = new(ErrorCodes.InternalError, "Slipway failed to make this request.", "The operator should look for delivery.broken in the server's log."),
            };
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "delivery.broken {MessageId}")]
    private static partial void Broken(ILogger logger, string messageId, Exception bug);

    private static DeliveryAttempt Mask(WebhookDraft webhook, AttemptResult result, DateTimeOffset startedAt, SecretMask mask)
    {
        var isAnswered = result.Status is not null;
        return new()
        {
            StartedAt = startedAt,
            DurationMs = result.Timings.TotalMs,
            Status = result.Status,
            DialedAddress = result.DialedAddress,
            PrivateTarget = result.PrivateTarget,
            Timings = result.Timings,
            Url = webhook.Url,
            // The sender masks what it sent; what came back may say it again.
            RequestHeaders = Join(result.RequestHeaders, SecretMask.None),
            ResponseHeaders = isAnswered ? Join(result.ResponseHeaders, mask) : null,
            ResponseBody = isAnswered ? Clean(mask.Mask(result.ResponseText, result.ResponseTruncated)!) : null,
            ResponseTruncated = result.ResponseTruncated,
            Error = result.Error is { } error ? error with { Message = Clean(mask.Mask(error.Message)!) } : null,
        };
    }

    private static Dictionary<string, string> Join(IEnumerable<KeyValuePair<string, string>> headers, SecretMask mask) =>
        headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => Clean(mask.Mask(same.Key)!), same => Clean(mask.Mask(string.Join(", ", same.Select(header => header.Value)))!));

    /// <summary>PostgreSQL's text holds everything but NUL.</summary>
    private static string Clean(string text) => text.Replace('\0', '\uFFFD');
}
