using Microsoft.Extensions.Logging;
using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Secrets.Values;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Payloads;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Deliveries;

/// <summary>Makes one attempt and writes it down masked. Deliveries, redeliveries and tests all pass here.</summary>
internal sealed partial class AttemptSender(WebhookSender sender, TimeProvider time, ILogger<AttemptSender> logger)
{
    private static readonly SendError Bug = new(ErrorCodes.InternalError, "Slipway failed to make this request, or to write down its answer.",
        "Whoever runs the server should look for delivery.broken in its log.");

    /// <summary>What came of it, raw to decide by, and masked to keep.</summary>
    public readonly record struct Sent(SendResult Result, DeliveryAttempt Attempt);

    /// <summary>
    /// Sends; what cannot be composed is a failed attempt too, and so is a bug of ours: it is counted, so that it cannot be
    /// repeated for ever. Throws only when <paramref name="ct"/> ends.
    /// </summary>
    public async Task<Sent> SendAsync(
        WebhookConnection webhook, RenderedPayload payload, IReadOnlyDictionary<string, SecretValue> secrets, string messageId, CancellationToken ct)
    {
        var startedAt = time.GetUtcNow();
        var start = time.GetTimestamp();
        SendResult? answered = null;
        try
        {
            var request = RequestComposer.Compose(webhook, payload, secrets, messageId, startedAt, out var error);
            answered = request is null
                ? new SendResult { Timings = new() { TotalMs = 0 }, Error = error }
                : await sender.SendAsync(request, ct);
            return new(answered, Mask(webhook, answered, startedAt, new SecretMask(secrets.Values)));
        }
        catch (Exception bug) when (bug is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            Broken(logger, messageId, bug);
            // What the receiver answered decides all the same, where only writing it down failed.
            var result = answered ?? new SendResult
            {
                Timings = new() { TotalMs = time.GetElapsedTime(start).TotalMilliseconds },
                Error = Bug,
            };
            return new(result, Unshown(webhook.Url, result, startedAt));
        }
    }

    /// <summary>An attempt that failed by a bug of ours before anything was sent, of a webhook that may not even be known.</summary>
    public Sent Failed(WebhookConnection? webhook)
    {
        var result = new SendResult { Timings = new() { TotalMs = 0 }, Error = Bug };
        return new(result, Unshown(webhook?.Url ?? "", result, time.GetUtcNow()));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "delivery.broken {MessageId}")]
    private static partial void Broken(ILogger logger, string messageId, Exception bug);

    /// <summary>An attempt of which nothing is kept that could fail, or that would have to be masked: neither headers nor body.</summary>
    private static DeliveryAttempt Unshown(string url, SendResult result, DateTimeOffset startedAt) => new()
    {
        StartedAt = startedAt,
        DurationMs = result.Timings.TotalMs,
        Status = result.Status,
        DialedAddress = result.DialedAddress,
        PrivateTarget = result.PrivateTarget,
        Timings = result.Timings,
        Url = url,
        RequestHeaders = new Dictionary<string, string>(),
        Error = result.Error is { } error ? error with { Message = Bug.Message } : null,
    };

    private static DeliveryAttempt Mask(WebhookConnection webhook, SendResult result, DateTimeOffset startedAt, SecretMask mask)
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
            ResponseBody = isAnswered ? Clean(MaskBody(result.ResponseText, mask)) : null,
            ResponseTruncated = result.ResponseTruncated,
            Error = result.Error is { } error ? error with { Message = Clean(mask.Mask(error.Message)!) } : null,
        };
    }

    // That an answer ends in the middle of a secret is not told by anything: it may have been cut here, have broken off, run out
    // of time, or been cut by the receiver before it said it back. What is left of a character that was cut is no part of it.
    private static string MaskBody(string text, SecretMask mask)
    {
        var whole = text.TrimEnd('\uFFFD');
        return mask.Mask(whole, cut: true) + text[whole.Length..];
    }

    // Grouped once they are masked: names that differed by what the mask hides are one name then.
    private static Dictionary<string, string> Join(IEnumerable<KeyValuePair<string, string>> headers, SecretMask mask) =>
        headers.GroupBy(header => Clean(mask.Mask(header.Key)!), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => Clean(mask.Mask(string.Join(", ", same.Select(header => header.Value)))!));

    /// <summary>PostgreSQL's text holds everything but NUL.</summary>
    private static string Clean(string text) => text.Replace('\0', '\uFFFD');
}
