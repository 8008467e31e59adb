using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Deliveries;

/// <summary>One attempt as it is stored and shown: every secret masked, in each spelling a receiver may have echoed.</summary>
public sealed record DeliveryAttempt
{
    /// <summary>1 for the first; 0 while it is not stored.</summary>
    public int N { get; init; }

    /// <summary>UTC, by the server's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Milliseconds from start to the last byte read.</summary>
    public required double DurationMs { get; init; }

    /// <summary>What it came to.</summary>
    public SendOutcome Outcome { get; init; }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>Address and port connected to; null when nothing was dialled.</summary>
    public string? DialedAddress { get; init; }

    /// <summary>The target stands in private space that the operator opened: the answer is shown to team admins only.</summary>
    public bool PrivateTarget { get; init; }

    /// <summary>Where the time went.</summary>
    public required AttemptTimings Timings { get; init; }

    /// <summary>Where it went.</summary>
    public required string Url { get; init; }

    /// <summary>As sent, repeated ones joined by <c>, </c>; empty when nothing was sent.</summary>
    public required IReadOnlyDictionary<string, string> RequestHeaders { get; init; }

    /// <summary>As received; null when there was no answer.</summary>
    public IReadOnlyDictionary<string, string>? ResponseHeaders { get; init; }

    /// <summary>At most the first 64 KiB, as text; null when there was no answer.</summary>
    public string? ResponseBody { get; init; }

    /// <summary>Whether there was more.</summary>
    public bool ResponseTruncated { get; init; }

    /// <summary>Why it was not delivered; null when it was.</summary>
    public SendError? Error { get; init; }

    /// <summary>
    /// As those see it who may not change the webhook: without signatures that hold for ever and secrets that are written
    /// out, and without the answer of a target in private space.
    /// </summary>
    internal DeliveryAttempt ForOthers()
    {
        var shown = this with
        {
            Url = LiteralSecrets.HideUrl(Url),
            RequestHeaders = LiteralSecrets.HideHeaders(RequestHeaders).ToDictionary(
                static header => header.Key, static header => Signatures.IsTimeless(header.Key) ? "***" : header.Value),
        };
        return PrivateTarget ? shown with { ResponseHeaders = null, ResponseBody = null, ResponseTruncated = false } : shown;
    }
}
