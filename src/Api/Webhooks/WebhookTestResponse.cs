namespace Slipway.Api.Webhooks;

/// <summary>What a test came to. What the network decides is <see cref="Error"/>.</summary>
public sealed record WebhookTestResponse
{
    /// <summary>Whether the receiver answered 2xx.</summary>
    public required bool Delivered { get; init; }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>Milliseconds from start to the last byte read.</summary>
    public required double DurationMs { get; init; }

    /// <summary>What was sent, secrets masked.</summary>
    public required SentRequestResponse Request { get; init; }

    /// <summary>What came back, secrets masked; null when nothing did.</summary>
    public ReceivedAnswerResponse? Response { get; init; }

    /// <summary>Why it was not delivered; null when it was.</summary>
    public DeliveryErrorResponse? Error { get; init; }
}
