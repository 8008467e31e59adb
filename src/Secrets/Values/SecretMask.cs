using System.Text;
using Slipway.Api.Secrets;

namespace Slipway.Secrets.Values;

/// <summary>
/// Blots out secrets in text that is about to be stored or shown, in every spelling that
/// <see cref="SecretSpellings"/> knows. Values shorter than <see cref="MinLength"/> are left alone: they would blot out
/// half of every page and guard nothing.
/// </summary>
public sealed class SecretMask
{
    /// <summary>Shortest text, in characters, that counts as a secret worth masking.</summary>
    public const int MinLength = SecretSpellings.MinLength;

    /// <summary>What stands in the place of a secret.</summary>
    public const string Blot = "***";

    /// <summary>Masks nothing.</summary>
    public static readonly SecretMask None = new([]);

    // Built at the first text that is long enough: most deliveries get an empty answer.
    private readonly Lazy<string[]> _spellings;
    private readonly int _shortest;

    /// <param name="values">The secrets that went into the request.</param>
    public SecretMask(IEnumerable<SecretValue> values)
    {
        var secrets = values.Select(value => value.Reveal()).Where(text => text.Length >= MinLength).Distinct().ToArray();
        _shortest = secrets.Length == 0 ? int.MaxValue : MinLength;
        _spellings = new(() => [.. secrets.SelectMany(SecretSpellings.Of).Distinct()]);
    }

    /// <summary>The text with every spelling of every secret replaced by <see cref="Blot"/>; null stays null.</summary>
    /// <param name="text">Text that may hold secrets.</param>
    /// <param name="cut">True when the text may have been cut off: the beginning of a secret at its very end is masked too.</param>
    public string? Mask(string? text, bool cut = false)
    {
        if (text is null || text.Length < _shortest)
        {
            return text;
        }

        var spans = new List<(int Start, int End)>();
        foreach (var spelling in _spellings.Value)
        {
            for (var at = text.IndexOf(spelling, StringComparison.Ordinal); at >= 0;)
            {
                spans.Add((at, at + spelling.Length));
                // Step by one, not by the spelling's length: a secret such as "abab" may overlap itself.
                at = at + 1 < text.Length ? text.IndexOf(spelling, at + 1, StringComparison.Ordinal) : -1;
            }
            if (cut && BeginningAtEnd(text, spelling) is > 0 and var length)
            {
                spans.Add((text.Length - length, text.Length));
            }
        }
        return spans.Count == 0 ? text : BlotOut(text, spans);
    }

    /// <summary>How much of the spelling's beginning ends the text; 0 when less than <see cref="MinLength"/>.</summary>
    private static int BeginningAtEnd(string text, string spelling)
    {
        for (var length = Math.Min(spelling.Length - 1, text.Length); length >= MinLength; length--)
        {
            if (text.AsSpan(text.Length - length).SequenceEqual(spelling.AsSpan(0, length)))
            {
                return length;
            }
        }
        return 0;
    }

    private static string BlotOut(string text, List<(int Start, int End)> spans)
    {
        spans.Sort();
        var masked = new StringBuilder(text.Length);
        var done = 0;
        var (start, end) = spans[0];
        foreach (var span in spans.Skip(1))
        {
            if (span.Start <= end)
            {
                end = Math.Max(end, span.End);
                continue;
            }
            masked.Append(text, done, start - done).Append(Blot);
            done = end;
            (start, end) = span;
        }
        return masked.Append(text, done, start - done).Append(Blot).Append(text, end, text.Length - end).ToString();
    }
}
