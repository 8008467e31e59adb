using System.Buffers;
using Slipway.Api.Webhooks;

namespace Slipway.Webhooks.Definitions;

/// <summary>
/// Finds what looks like a secret written out in a webhook, where a team secret or nothing should stand: a token in a
/// header, or an address that is itself the password, as Slack's are. It is told when the webhook is saved, and hidden from
/// those who may not change the webhook. Names and looks decide, so that some remain unseen and a long name may be hidden. Pure.
/// </summary>
internal static class LiteralSecrets
{
    private const string Hidden = "***";

    // Characters from which on a word without separators may be a token.
    private const int TokenLength = 20;
    private const int HexTokenLength = 32;

    private static readonly string[] Words = ["token", "secret", "password", "passwd", "auth", "credential", "cookie", "apikey", "signature"];
    private static readonly string[] QueryWords = [.. Words, "key", "sig", "code"];

    // Whoever knows the address of these may post.
    private static readonly string[] AddressIsPassword =
    [
        "hooks.slack.com", "discord.com", "discordapp.com", "hooks.zapier.com", "api.telegram.org", "webhook.office.com",
        "logic.azure.com", "chat.googleapis.com", "maker.ifttt.com", "make.com", "webhook.site",
    ];

    private static readonly SearchValues<char> Separators = SearchValues.Create(" /?&=#:;,|");

    /// <summary>What people should know about it, as sentences; null when nothing looks like a secret.</summary>
    public static string? Warning(WebhookSettings settings)
    {
        var headers = settings.Headers.Where(static header => HideHeader(header.Key, header.Value) != header.Value).Select(static header => header.Key).ToArray();
        var inHeaders = headers.Length == 0 ? null
            : $"A secret seems to be written out in {string.Join(", ", headers)}. Make it a team secret and name it as ${{NAME}} there.";
        var inUrl = HideUrl(settings.Url) == settings.Url ? null
            : "The URL seems to hold a secret, as those of chat services do. Only team admins see that part of it.";
        return inHeaders is null || inUrl is null ? inHeaders ?? inUrl : $"{inHeaders} {inUrl}";
    }

    /// <summary>As those see it who may not change it.</summary>
    public static WebhookSettings Hide(WebhookSettings settings) => settings with { Url = HideUrl(settings.Url), Headers = HideHeaders(settings.Headers) };

    /// <summary>The address without what seems to be a secret in it.</summary>
    public static string HideUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || url.IndexOf("://", StringComparison.Ordinal) is var scheme && scheme < 0)
        {
            return url;
        }
        var pathAt = url.AsSpan(scheme + 3).IndexOfAny("/?#") is var found and >= 0 ? scheme + 3 + found : url.Length;
        var queryAt = url.AsSpan(pathAt).IndexOfAny("?#") is var end and >= 0 ? pathAt + end : url.Length;
        var isPassword = AddressIsPassword.Any(host => parsed.Host.Equals(host, StringComparison.OrdinalIgnoreCase)
            || parsed.Host.EndsWith("." + host, StringComparison.OrdinalIgnoreCase));
        // The first part says what it is for, such as /services.
        var parts = url[pathAt..queryAt].Split('/').Select((part, i) => part.Length > 0 && (IsToken(part) || (isPassword && i > 1)) ? Hidden : part);
        return url[..pathAt] + string.Join('/', parts) + HideQuery(url[queryAt..]);
    }

    /// <summary>Headers without what seems to be a secret written out.</summary>
    public static IReadOnlyDictionary<string, string> HideHeaders(IReadOnlyDictionary<string, string> headers) =>
        headers.ToDictionary(static header => header.Key, static header => HideHeader(header.Key, header.Value));

    private static string HideHeader(string name, string value)
    {
        // What names a team secret, or showed one and is masked already, has nothing more to hide; what is ours is no secret.
        if (value.Length == 0 || name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase) || value.Contains(Hidden, StringComparison.Ordinal) || HeaderTemplate.Parse(value).SecretNames.Count > 0)
        {
            return value;
        }
        var plain = name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        var isNamedSo = Words.Any(word => plain.Contains(word, StringComparison.OrdinalIgnoreCase))
            || (plain.EndsWith("key", StringComparison.OrdinalIgnoreCase) && !plain.Contains("idempotency", StringComparison.OrdinalIgnoreCase));
        return isNamedSo || value.Split([' ', ';', ',', '=']).Any(IsToken) ? Hidden : value;
    }

    private static string HideQuery(string query)
    {
        if (query.Length == 0)
        {
            return query;
        }
        return query[0] + string.Join('&', query[1..].Split('&').Select(static pair =>
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = at < 0 ? ("", pair) : (pair[..at], pair[(at + 1)..]);
            var isHidden = value.Length > 0
                && (IsToken(value) || QueryWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));
            return isHidden ? (at < 0 ? Hidden : $"{name}={Hidden}") : pair;
        }));
    }

    /// <summary>Long, of letters and digits in both cases, or of many hexadecimal digits: no word that people chose.</summary>
    private static bool IsToken(string word)
    {
        if (word.Length < TokenLength || word.AsSpan().ContainsAny(Separators))
        {
            return false;
        }
        var digits = word.Count(char.IsAsciiDigit);
        return (digits >= 2 && word.Any(char.IsAsciiLetterUpper) && word.Any(char.IsAsciiLetterLower))
            || (word.Length >= HexTokenLength && digits >= 4 && word.All(static c => char.IsAsciiHexDigit(c) || c == '-'));
    }
}
