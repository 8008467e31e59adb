using System.Globalization;

namespace Slipway.Launch.Schemas;

/// <summary>A number of JSON in the one spelling that all its spellings share: <c>1.50</c>, <c>15e-1</c> and <c>0.15E1</c> are <c>15e-1</c>. Exact, as no double is. Pure.</summary>
internal static class NumberText
{
    // More is no number that a double can hold, unless it is as good as zero.
    private const int MaxExponent = 18;

    /// <param name="raw">A number as JSON writes it.</param>
    public static string Normal(string raw)
    {
        var sign = raw.StartsWith('-') ? "-" : "";
        var end = raw.AsSpan().IndexOfAny('e', 'E') is >= 0 and var found ? found : raw.Length;
        var point = raw.IndexOf('.', StringComparison.Ordinal);
        var (whole, fraction) = point < 0 ? (raw[sign.Length..end], "") : (raw[sign.Length..point], raw[(point + 1)..end]);
        var exponent = end == raw.Length ? "0" : raw[(end + 1)..].TrimStart('+');
        var digits = (whole + fraction).TrimEnd('0');
        var shift = whole.Length + fraction.Length - digits.Length - fraction.Length;
        digits = digits.TrimStart('0');
        return digits.Length == 0 ? "0"
            : exponent.Length > MaxExponent ? $"{sign}{digits}e{exponent}{(shift < 0 ? "" : "+")}{shift}"
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{digits}e{long.Parse(exponent, CultureInfo.InvariantCulture) + shift}");
    }
}
