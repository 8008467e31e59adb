namespace Slipway.Api.Webhooks;

/// <summary>What a receiver answered, secrets masked.</summary>
public sealed record ReceivedAnswerResponse
{
    /// <summary>Repeated headers joined by <c>, </c>.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>At most the first 64 KiB, as text.</summary>
    public required string Body { get; init; }

    /// <summary>Whether there was more.</summary>
    public bool Truncated { get; init; }
}
