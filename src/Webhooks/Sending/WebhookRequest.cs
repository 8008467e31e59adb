using System.Text;

namespace Slipway.Webhooks.Sending;

/// <summary>One request to send, secrets resolved: it lives in memory for the length of one attempt.</summary>
/// <remarks>Printing it shows neither token, keys, header values nor body.</remarks>
public sealed record WebhookRequest
{
    /// <summary>Where to: the webhook's text as its owner typed it; it is checked again before anything is sent.</summary>
    public required string Url { get; init; }

    /// <summary>The exact bytes to send, which are the bytes that are signed.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The delivery's id for <c>webhook-id</c>: the same at every attempt, so that receivers can drop repeats.</summary>
    public required string MessageId { get; init; }

    /// <summary>When this attempt is made, for <c>webhook-timestamp</c> (new at each attempt: receivers refuse old ones).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Null when the webhook has no secret: then no signature header is sent.</summary>
    public SigningKeys? Signing { get; init; }

    /// <summary>Sent as <c>Authorization: Bearer</c>; null sends none (M6).</summary>
    public string? AccessToken { get; init; }

    /// <summary>The owner's own headers.</summary>
    public IReadOnlyList<WebhookHeader> Headers { get; init; } = [];

    /// <summary>One deadline over name, connection, TLS, answer and its body. Definitions allow 1 to 120 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Url = ").Append(Url).Append(", MessageId = ").Append(MessageId);
        text.Append(", Body = ").Append(Body.Length).Append(" bytes, Signed = ").Append(Signing is not null);
        return true;
    }
}
