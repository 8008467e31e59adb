using System.Net;

namespace Slipway.Webhooks.Sending;

/// <summary>How a connection came to be: filled in step by step while it is made, read by the attempts that use it.</summary>
internal sealed class ConnectionRecord
{
    /// <summary>The step it is in, to follow "while": <c>resolving the name</c>.</summary>
    public string Step { get; set; } = "resolving the name";

    public IPEndPoint? Address { get; set; }

    public bool IsPrivate { get; set; }

    public double? DnsMs { get; set; }

    public double? ConnectMs { get; set; }

    public double? TlsMs { get; set; }
}
