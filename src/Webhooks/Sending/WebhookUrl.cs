using System.Buffers;
using System.Globalization;

namespace Slipway.Webhooks.Sending;

/// <summary>A webhook's URL that passed the check of its text. Pure: nothing is looked up.</summary>
/// <remarks>The text is read by these rules and not by <see cref="System.Uri"/>, which turns an attacker's spelling
/// (<c>0x7f.1</c>, full-width digits, soft hyphens) into the address it stands for before anyone sees it.</remarks>
internal sealed record WebhookUrl
{
    private const string HowToOpen = "If this is a receiver of your own inside a private network, its name and port can be opened by the "
        + "operator with the server option egress-allow.";

    public const int MaxLength = 2048;

    // What ASCII can show, but for \ " < > ^ ` { | and }.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("!#$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz~");

    private WebhookUrl()
    {
    }

    /// <summary>The URL for the request, normalised: scheme and host in lower case.</summary>
    public required Uri Uri { get; init; }

    /// <summary>Lower case, ASCII.</summary>
    public required string Host { get; init; }

    /// <summary>Written out or the scheme's own.</summary>
    public required int Port { get; init; }

    /// <summary>https.</summary>
    public required bool IsHttps { get; init; }

    /// <summary>Checks the text (M5): http or https, a host that is a name and not an address in any spelling, not localhost, a
    /// port that receivers use. A name and port that the operator opened may be localhost and have any port.</summary>
    public static bool TryParse(string text, EgressOptions egress, out WebhookUrl? url, out SendError? refusal)
    {
        url = null;
        refusal = Read(text, egress, ref url);
        return refusal is null;
    }

    private static SendError? Read(string text, EgressOptions egress, ref WebhookUrl? url)
    {
        if (text.Length > MaxLength)
        {
            return Refuse($"The URL is longer than {MaxLength} characters.", "Shorten it.");
        }

        if (text.AsSpan().IndexOfAnyExcept(Allowed) is var odd and >= 0)
        {
            return Refuse($"The URL contains the character U+{(int)text[odd]:X4}, which has no place in one.",
                "Percent-encode it in path or query; write a host name outside ASCII in its xn-- form.");
        }

        var isHttps = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (!isHttps && !text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            return Refuse("The URL's scheme is not http or https.", "Begin it with https:// (or http://).");
        }

        if (text.Contains('#'))
        {
            return Refuse("The URL contains a fragment (#).", "Leave the fragment out: it is never sent.");
        }

        var rest = text[(isHttps ? 8 : 7)..];
        var end = rest.IndexOfAny(['/', '?']);
        var authority = end < 0 ? rest : rest[..end];
        if (authority.Contains('@'))
        {
            return Refuse("The URL contains a user name or password.", "Use an access token or a header with a secret instead.");
        }

        return ReadAuthority(authority, isHttps, end < 0 ? "/" : rest[end..], egress, ref url);
    }

    private static SendError? ReadAuthority(string authority, bool isHttps, string pathAndQuery, EgressOptions egress, ref WebhookUrl? url)
    {
        if (authority.Contains('['))
        {
            return Refuse("The URL's host is an IP address.", "Use a host name that has an address record.");
        }

        var colon = authority.IndexOf(':');
        var host = (colon < 0 ? authority : authority[..colon]).ToLowerInvariant();
        var port = isHttps ? 443 : 80;
        if (colon >= 0 && (!int.TryParse(authority[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port)
            || port is < 1 or > 65535))
        {
            return Refuse("The URL's port is not a number from 1 to 65535.", "Correct the port, or leave it out.");
        }

        var isOpened = egress.Hosts.Contains(new AllowedHost(host, port));
        if ((RefuseHost(host, isOpened) ?? (isOpened ? null : RefusePort(port))) is { } refusal)
        {
            return refusal;
        }

        var scheme = isHttps ? "https" : "http";
        var slash = pathAndQuery[0] == '/' ? "" : "/";
        if (!Uri.TryCreate($"{scheme}://{host}:{port}{slash}{pathAndQuery}", UriKind.Absolute, out var uri)
            || uri.IdnHost != host || uri.Port != port || uri.UserInfo.Length > 0)
        {
            return Refuse("The URL is malformed.", "Check path and query.");
        }

        url = new WebhookUrl { Uri = uri, Host = host, Port = port, IsHttps = isHttps };
        return null;
    }

    private static SendError? RefuseHost(string host, bool isOpened)
    {
        if (host.Length == 0)
        {
            return Refuse("The URL has no host.", "Write one, as in https://ci.example.com/hook.");
        }

        if (HostName.IsNumeric(host))
        {
            return Refuse("The URL's host is an IP address.", "Use a host name that has an address record.");
        }

        if (host.EndsWith('.'))
        {
            return Refuse("The URL's host ends in a dot.", "Leave the dot out.");
        }

        if (!HostName.HasValidLabels(host))
        {
            return Refuse("The URL's host is not a host name.", "Use letters, digits, hyphens and dots only.");
        }

        if (HostName.IsMetadata(host))
        {
            return Refuse($"{host} is a cloud metadata service.", "Use the receiver's own name; metadata can never be opened.");
        }

        if (isOpened)
        {
            return null;
        }

        if (HostName.IsLoopback(host))
        {
            return Refuse($"{host} is this server itself.", HowToOpen);
        }

        return host.Contains('.')
            ? null
            : Refuse($"'{host}' is not a full host name.", "Write it with its domain, as in ci.example.com. " + HowToOpen);
    }

    private static SendError? RefusePort(int port) => PortPolicy.Allows(port)
        ? null
        : Refuse($"Port {port} is not one that webhooks are sent to.",
            "Use 80, 443, or a port from 1024 up that does not belong to a database or control plane. " + HowToOpen);

    private static SendError Refuse(string message, string remedy) => new(SendErrorCodes.UrlRefused, message, remedy);
}
