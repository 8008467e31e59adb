using System.Security.Cryptography.X509Certificates;

namespace Slipway.Webhooks.Sending;

/// <summary>The deadlines of the steps before the request; the attempt's own deadline stands over all of them.</summary>
internal sealed record ConnectionRules
{
    /// <summary>For resolving the name.</summary>
    public TimeSpan DnsTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For TCP, all addresses together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the TLS handshake.</summary>
    public TimeSpan TlsTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Roots to trust instead of the system's; null for the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }
}
