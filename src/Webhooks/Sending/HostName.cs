namespace Slipway.Webhooks.Sending;

/// <summary>Rules on the text of a host name; nothing is looked up.</summary>
internal static class HostName
{
    private static readonly HashSet<string> MetadataNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "metadata.google.internal", "metadata.goog", "instance-data.ec2.internal", "metadata.azure.internal",
        "metadata.platformequinix.com", "metadata.tencentyun.com",
    };

    /// <summary>Letters, digits, hyphens and underscores in labels of 1 to 63, 253 in all, no dot at the end.</summary>
    public static bool HasValidLabels(string host) =>
        host.Length is > 0 and <= 253 && host.Split('.').All(IsLabel);

    /// <summary>Something that a resolver or a URL parser may read as an IPv4 address: its last label is a number in
    /// decimal, octal or hex (the rule of the WHATWG URL standard).</summary>
    public static bool IsNumeric(string host)
    {
        var last = host.TrimEnd('.');
        last = last[(last.LastIndexOf('.') + 1)..];
        return last.Length > 0 && (last.All(char.IsAsciiDigit)
            || (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last[2..].All(char.IsAsciiHexDigit)));
    }

    /// <summary>localhost and its relatives, of which no name server should be asked (RFC 6761).</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || host.StartsWith("localhost.", StringComparison.OrdinalIgnoreCase)
        || host.StartsWith("ip6-local", StringComparison.OrdinalIgnoreCase)
        || host.StartsWith("ip6-loop", StringComparison.OrdinalIgnoreCase);

    /// <summary>A cloud's metadata service by its name.</summary>
    public static bool IsMetadata(string host) => MetadataNames.Contains(host);

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
