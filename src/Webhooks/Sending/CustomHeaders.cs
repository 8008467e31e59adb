using System.Buffers;
using System.Collections.Frozen;

namespace Slipway.Webhooks.Sending;

/// <summary>Which headers a webhook's owner may add (webhooks 3d). Pure; asked at save with the templates and at each attempt with the values.</summary>
internal static class CustomHeaders
{
    public const int MaxCount = 20;
    public const int MaxValueLength = 8192;

    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Those that frame or route the request, and those that a receiver trusts to be ours.
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "Host", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Connection", "Keep-Alive", "TE", "Trailer", "Upgrade",
        "Expect", "HTTP2-Settings", "X-Wandb-Signature", "X-Hub-Signature", "X-Hub-Signature-256",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] ReservedPrefixes = ["webhook-", "Proxy-"];

    /// <summary>Null when all may be sent, else why not; the values do not appear in it.</summary>
    public static string? Refuse(IReadOnlyCollection<KeyValuePair<string, string>> headers, bool hasAccessToken)
    {
        if (headers.Count > MaxCount)
        {
            return $"A webhook has at most {MaxCount} headers of its own.";
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            if ((RefuseName(name, hasAccessToken) ?? RefuseValue(name, value)) is { } reason)
            {
                return reason;
            }

            if (!seen.Add(name))
            {
                return $"The header {name} stands there twice.";
            }
        }

        return null;
    }

    private static string? RefuseName(string name, bool hasAccessToken)
    {
        if (name.Length is 0 or > 128 || name.AsSpan().ContainsAnyExcept(Token))
        {
            return "A header's name consists of 1 to 128 letters, digits, hyphens and the other characters that RFC 9110 allows.";
        }

        if (Reserved.Contains(name) || ReservedPrefixes.Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase)))
        {
            return $"The header {name} is set by Slipway itself.";
        }

        return hasAccessToken && name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
            ? "The header Authorization is set from the webhook's access token: remove one of the two."
            : null;
    }

    private static string? RefuseValue(string name, string value)
    {
        if (value.Length > MaxValueLength)
        {
            return $"The value of the header {name} is longer than {MaxValueLength} characters.";
        }

        return IsFieldValue(value) ? null : $"The value of the header {name} contains a line break, a control character or one outside ASCII.";
    }

    /// <summary>Printable ASCII, spaces and tabs: what cannot end the line and begin another header.</summary>
    public static bool IsFieldValue(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~')
        || value.All(c => c is '\t' or (>= ' ' and <= '~'));
}
