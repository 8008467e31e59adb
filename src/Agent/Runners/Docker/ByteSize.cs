using System.Globalization;

namespace Slipway.Agent.Runners.Docker;

/// <summary>Sizes as Docker's command line writes them: a number with <c>b</c>, <c>k</c>, <c>m</c>, <c>g</c> or <c>t</c>, in powers of 1024.</summary>
internal static class ByteSize
{
    /// <summary>Bytes; null when it is no size.</summary>
    public static long? Parse(string text)
    {
        var number = text.Trim().ToLowerInvariant();
        if (number.EndsWith('b'))
        {
            number = number[..^1];
        }

        if (number.EndsWith('i'))
        {
            number = number[..^1];
        }

        var factor = number.Length == 0 ? 1 : number[^1] switch
        {
            'k' => 1L << 10,
            'm' => 1L << 20,
            'g' => 1L << 30,
            't' => 1L << 40,
            _ => 1L,
        };
        if (factor > 1)
        {
            number = number[..^1];
        }

        return decimal.TryParse(number.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value <= long.MaxValue / factor
            ? (long)(value * factor)
            : null;
    }
}
