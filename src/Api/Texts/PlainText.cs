namespace Slipway.Api.Texts;

/// <summary>
/// The one rule of what a text can be, whichever door it comes through: whole characters, none of them the zero character.
/// JSON can write both (<c>\u0000</c>, <c>\ud800</c>), but no UTF-8 has half a surrogate pair, and PostgreSQL and many
/// programs take no zero character.
/// </summary>
public static class PlainText
{
    /// <summary>What the problem of a zero character is called.</summary>
    public const string Zero = "holds a zero character";

    /// <summary>What the problem of half a surrogate pair is called.</summary>
    public const string Half = "holds half a character";

    /// <summary>What is wrong with the text, so that its name can stand before it; null when nothing is.</summary>
    public static string? Problem(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
        {
            return Zero;
        }
        var surrogate = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        return surrogate >= 0 && !IsWhole(text[surrogate..]) ? Half : null;
    }

    /// <summary>The beginning of a text, no longer than that many units and never ending in half a character.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text
        : most > 0 && char.IsHighSurrogate(text[most - 1]) && char.IsLowSurrogate(text[most]) ? text[..(most - 1)]
        : text[..most];

    private static bool IsWhole(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) || (char.IsHighSurrogate(text[i]) && (++i == text.Length || !char.IsLowSurrogate(text[i]))))
            {
                return false;
            }
        }
        return true;
    }
}
