namespace Slipway.Api.Webhooks;

/// <summary>Where the time of an attempt went, in milliseconds; null for a step that was not reached.</summary>
public sealed record AttemptTimingsResponse
{
    /// <summary>Resolving the name.</summary>
    public double? DnsMs { get; init; }

    /// <summary>The TCP connection.</summary>
    public double? ConnectMs { get; init; }

    /// <summary>The TLS handshake.</summary>
    public double? TlsMs { get; init; }

    /// <summary>From the request's last byte to the answer's first.</summary>
    public double? FirstByteMs { get; init; }
}
