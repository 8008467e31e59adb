using System.Globalization;

namespace Slipway.Webhooks.Deliveries;

/// <summary>The <c>Retry-After</c> header (RFC 9110, 10.2.3): seconds, or a date in any of HTTP's three forms. Pure.</summary>
internal static class RetryAfter
{
    private static readonly string[] DateFormats =
        ["ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM  d HH:mm:ss yyyy"];

    /// <summary>How long to wait from now; null when the header is absent, unreadable or in the past.</summary>
    public static TimeSpan? Parse(string? header, DateTimeOffset now)
    {
        var text = header?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        if (text.All(char.IsAsciiDigit))
        {
            // Nine digits are 31 years: more than anyone means, and safe to count with.
            var seconds = text.Length > 9 ? 999_999_999 : int.Parse(text, CultureInfo.InvariantCulture);
            return seconds == 0 ? null : TimeSpan.FromSeconds(seconds);
        }
        return DateTimeOffset.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) && date > now
            ? date - now
            : null;
    }
}
