using System.Globalization;

namespace Slipway.Automations.Definitions;

/// <summary>
/// How large a regular expression becomes when its counted repetitions are written out: what a few characters can blow up.
/// An estimate from the text alone, made before it is compiled; what cannot be read is left to the compiler. Pure.
/// </summary>
internal static class PatternSize
{
    /// <summary>More than anybody counts on.</summary>
    private const long Endless = 1L << 40;

    /// <summary>The characters, classes and repetitions that are left when all is written out.</summary>
    public static long Of(string pattern)
    {
        var at = 0;
        var size = 0L;
        while (at < pattern.Length)
        {
            // A ')' that nothing opened ends the inner reading too early; what follows it counts all the same.
            size = Math.Min(Endless, size + Sequence(pattern, ref at));
            at++;
        }
        return size;
    }

    private static long Sequence(string pattern, ref int at)
    {
        var size = 0L;
        while (at < pattern.Length && pattern[at] != ')')
        {
            size = Math.Min(Endless, size + Repeated(Atom(pattern, ref at), pattern, ref at));
        }
        return size;
    }

    private static long Atom(string pattern, ref int at)
    {
        switch (pattern[at])
        {
            case '\\':
                at = Math.Min(pattern.Length, at + 2);
                if (at < pattern.Length && pattern[at] == '{' && pattern[at - 1] is 'p' or 'P')
                {
                    at = After(pattern, at, '}');
                }
                return 1;
            case '[':
                at = AfterClass(pattern, at);
                return 1;
            case '(':
                at++;
                SkipOptions(pattern, ref at);
                var size = Sequence(pattern, ref at);
                at++;
                return Math.Max(1, size);
            default:
                at++;
                return 1;
        }
    }

    // (?: (?<name> (?'name' (?i: and the like: what stands before the group's own text.
    private static void SkipOptions(string pattern, ref int at)
    {
        if (at < pattern.Length && pattern[at] == '?')
        {
            while (at < pattern.Length && pattern[at] is not (':' or '>' or '=' or '!' or ')'))
            {
                at++;
            }
            if (at < pattern.Length && pattern[at] != ')')
            {
                at++;
            }
        }
    }

    private static long Repeated(long size, string pattern, ref int at)
    {
        while (at < pattern.Length)
        {
            if (pattern[at] is '*' or '+' or '?')
            {
                size++;
                at++;
            }
            else if (pattern[at] == '{' && Times(pattern, at) is { } times)
            {
                size = size > Endless / times ? Endless : size * times;
                at = After(pattern, at, '}');
            }
            else
            {
                break;
            }
        }
        return size;
    }

    /// <summary>How often <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c> writes out what stands before it; null when it is text.</summary>
    private static long? Times(string pattern, int at)
    {
        var end = pattern.IndexOf('}', at);
        if (end < 0)
        {
            return null;
        }
        var parts = pattern[(at + 1)..end].Split(',');
        return parts.Length > 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var least) ? null
            : parts.Length == 1 ? Math.Max(1, least)
            : parts[1].Length == 0 ? least + 1L
            : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? Math.Max(1, most)
            : null;
    }

    private static int AfterClass(string pattern, int at)
    {
        // A ']' that comes first is one of the class.
        var first = at + 1 < pattern.Length && pattern[at + 1] == '^' ? at + 2 : at + 1;
        for (at = first; at < pattern.Length; at++)
        {
            if (pattern[at] == '\\')
            {
                at++;
            }
            else if (pattern[at] == ']' && at > first)
            {
                return at + 1;
            }
        }
        return pattern.Length;
    }

    private static int After(string pattern, int at, char sign) => pattern.IndexOf(sign, at) is >= 0 and var end ? end + 1 : pattern.Length;
}
