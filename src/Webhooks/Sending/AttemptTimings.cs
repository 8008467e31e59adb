namespace Slipway.Webhooks.Sending;

/// <summary>Where the time of one attempt went, in milliseconds. Null: not reached, or done earlier by another attempt
/// over the same kept-alive connection.</summary>
public sealed record AttemptTimings
{
    /// <summary>Resolving the name.</summary>
    public double? DnsMs { get; init; }

    /// <summary>Opening the TCP connection.</summary>
    public double? ConnectMs { get; init; }

    /// <summary>TLS handshake. Null for http and through a proxy.</summary>
    public double? TlsMs { get; init; }

    /// <summary>From the request's first byte out to the end of the answer's head.</summary>
    public double? FirstByteMs { get; init; }

    /// <summary>The whole attempt.</summary>
    public required double TotalMs { get; init; }
}
