using System.Buffers;

namespace Slipway.Webhooks.Payloads;

/// <summary>
/// Finds the placeholders in one string of a template. <c>${name}</c> anywhere, <c>$${</c> for a literal <c>${</c>;
/// <c>$NAME</c> only as the whole string, <c>$$NAME</c> there for a literal <c>$NAME</c>.
/// </summary>
internal static class PlaceholderScanner
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>A piece of the string: text, or the name of a placeholder; <paramref name="At"/> is where it begins.</summary>
    public readonly record struct Piece(bool IsName, string Text, int At, bool IsBare = false);

    /// <summary>Whether a placeholder name has the form of a secret's name: letters, digits, <c>_</c>.</summary>
    public static bool IsSecretName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= 64 && !name.ContainsAnyExcept(NameCharacters);

    /// <summary>
    /// The pieces of a decoded JSON string; null when it holds nothing but text. An unterminated placeholder ends the
    /// scan with <paramref name="unterminated"/> at its <c>$</c>.
    /// </summary>
    public static List<Piece>? Scan(string text, bool isKey, out int? unterminated)
    {
        unterminated = null;
        if (!text.Contains('$'))
        {
            return null;
        }
        // Keys such as "$schema" and "$ref" are common and mean themselves.
        if (!isKey && IsBare(text.AsSpan(1), text[0]))
        {
            return [new(true, text[1..], 0, IsBare: true)];
        }
        if (!isKey && text.StartsWith("$$", StringComparison.Ordinal) && IsBare(text.AsSpan(2), text[1]))
        {
            return [new(false, text[1..], 0)];
        }
        return ScanBraces(text, out unterminated);
    }

    private static bool IsBare(ReadOnlySpan<char> name, char before) =>
        before == '$' && IsSecretName(name) && !char.IsAsciiDigit(name[0]);

    private static List<Piece>? ScanBraces(string text, out int? unterminated)
    {
        unterminated = null;
        var pieces = new List<Piece>();
        var start = 0;
        for (var at = text.IndexOf('$'); at >= 0; at = at < text.Length ? text.IndexOf('$', at) : -1)
        {
            var rest = text.AsSpan(at + 1);
            if (rest.StartsWith("${"))
            {
                pieces.Add(new(false, text[start..at] + "${", start));
                start = at += 3;
            }
            else if (rest.StartsWith("{"))
            {
                var close = text.IndexOf('}', at);
                if (close < 0)
                {
                    unterminated = at;
                    return null;
                }
                if (at > start)
                {
                    pieces.Add(new(false, text[start..at], start));
                }
                pieces.Add(new(true, text[(at + 2)..close], at));
                start = at = close + 1;
            }
            else
            {
                at++;
            }
        }
        if (pieces.Count > 0 && start < text.Length)
        {
            pieces.Add(new(false, text[start..], start));
        }
        return pieces.Count == 0 ? null : pieces;
    }
}
