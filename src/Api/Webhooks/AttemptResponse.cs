namespace Slipway.Api.Webhooks;

/// <summary>One attempt of a delivery.</summary>
public sealed record AttemptResponse
{
    /// <summary>1 for the first.</summary>
    public required int N { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Milliseconds from start to the last byte read; null while it runs.</summary>
    public double? DurationMs { get; init; }

    /// <summary><c>delivered</c>, <c>retry</c>, <c>failed</c>, <c>interrupted</c>; null while it runs.</summary>
    public string? Outcome { get; init; }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>The exact address and port connected to; null when none was.</summary>
    public string? DialedAddress { get; init; }

    /// <summary>Where the time went; null when not measured.</summary>
    public AttemptTimingsResponse? Timings { get; init; }

    /// <summary>What was sent, secrets masked; null when nothing was.</summary>
    public SentRequestResponse? Request { get; init; }

    /// <summary>What came back, secrets masked; null when nothing did.</summary>
    public ReceivedAnswerResponse? Response { get; init; }

    /// <summary>Why it was not delivered; null when it was.</summary>
    public DeliveryErrorResponse? Error { get; init; }
}
