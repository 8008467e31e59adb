using System.Text;

namespace Slipway.Cli.Output;

/// <summary>Makes text from elsewhere safe for a terminal.</summary>
internal static class Printable
{
    /// <summary>
    /// The text with control characters (but tab and newline) written as <c>\u001b</c>: names, descriptions and
    /// answers of receivers come from others, and must not move the cursor or paint over what was printed.
    /// </summary>
    public static string Of(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = IsUnsafe(c) ? safe.Append($"\\u{(int)c:x4}") : safe.Append(c);
        }

        return safe.ToString();
    }

    /// <summary>The same on one line.</summary>
    public static string Line(string? text) => Of((text ?? "").Replace("\r\n", " ").Replace('\n', ' ').Replace('\t', ' '));

    // The bidirectional overrides can make a line read backwards.
    private static bool IsUnsafe(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t')) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
