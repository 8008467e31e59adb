using System.Globalization;
using System.Text;

namespace Slipway.Rest.Texts;

/// <summary>
/// The normal form C of a text, in which an accented letter is one character where there is one for it. Of our own, since
/// <see cref="string.Normalize()"/> changes nothing in a process without ICU, as ours are.
/// </summary>
public static class NormalForm
{
    // Below it everything is composed and combines with nothing before it.
    private const char FirstMark = '\u0300';

    private const int Syllables = 0xAC00;
    private const int Leading = 0x1100;
    private const int Vowels = 0x1161;
    private const int Trailing = 0x11A7;
    private const int VowelCount = 21;
    private const int TrailingCount = 28;
    private const int SyllableCount = 19 * VowelCount * TrailingCount;

    private static readonly Lazy<Table> Known = new(Table.Read);

    /// <summary>The text in normal form C; the same text when it is.</summary>
    /// <param name="text">Whole characters; see <see cref="Api.Texts.PlainText"/>.</param>
    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', (char)(FirstMark - 1)))
        {
            return text;
        }
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }
        Order(points);
        Compose(points);
        var composed = new StringBuilder(text.Length);
        foreach (var point in points)
        {
            composed.Append(char.ConvertFromUtf32(point));
        }
        return composed.Length == text.Length && composed.Equals(text) ? text : composed.ToString();
    }

    /// <summary>The combining class: 0 for what stands by itself, 9 for a virama.</summary>
    internal static int ClassOf(int point) => point < FirstMark ? 0 : Known.Value.Classes.GetValueOrDefault(point);

    private static void Decompose(int point, List<int> into)
    {
        if (point is >= Syllables and < Syllables + SyllableCount)
        {
            var syllable = point - Syllables;
            into.Add(Leading + (syllable / (VowelCount * TrailingCount)));
            into.Add(Vowels + (syllable / TrailingCount % VowelCount));
            if (syllable % TrailingCount > 0)
            {
                into.Add(Trailing + (syllable % TrailingCount));
            }
        }
        else if (Known.Value.Parts.TryGetValue(point, out var parts))
        {
            Decompose(parts.First, into);
            if (parts.Second > 0)
            {
                into.Add(parts.Second);
            }
        }
        else
        {
            into.Add(point);
        }
    }

    // Marks of different classes that follow each other have one order; those of one class keep theirs.
    private static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            while (end < points.Count && ClassOf(points[end]) > 0)
            {
                end++;
            }
            if (end - start > 1)
            {
                points.Slice(start, end - start).OrderBy(ClassOf).ToArray().CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(points)[start..end]);
            }
            start = Math.Max(start, end - 1);
        }
    }

    private static void Compose(List<int> points)
    {
        var (starter, written, lastClass) = (-1, 0, 0);
        for (var i = 0; i < points.Count; i++)
        {
            var (point, ofClass) = (points[i], ClassOf(points[i]));
            var isBlocked = written - 1 != starter && lastClass >= ofClass;
            if (starter >= 0 && !isBlocked && Pair(points[starter], point) is { } composed)
            {
                points[starter] = composed;
                continue;
            }
            if (ofClass == 0)
            {
                starter = written;
            }
            lastClass = ofClass;
            points[written++] = point;
        }
        points.RemoveRange(written, points.Count - written);
    }

    private static int? Pair(int first, int second)
    {
        if (first is >= Leading and < Leading + 19 && second is >= Vowels and < Vowels + VowelCount)
        {
            return Syllables + ((((first - Leading) * VowelCount) + second - Vowels) * TrailingCount);
        }
        if (first is >= Syllables and < Syllables + SyllableCount && (first - Syllables) % TrailingCount == 0 && second is > Trailing and < Trailing + TrailingCount)
        {
            return first + second - Trailing;
        }
        return Known.Value.Wholes.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private sealed record Table(Dictionary<int, (int First, int Second)> Parts, Dictionary<(int, int), int> Wholes, Dictionary<int, int> Classes)
    {
        public static Table Read()
        {
            var table = new Table([], [], []);
            using var file = new StreamReader(typeof(NormalForm).Assembly.GetManifestResourceStream("Slipway.Rest.Texts.normal-forms.txt")!);
            while (file.ReadLine() is { } line)
            {
                foreach (var entry in line.StartsWith('#') ? [] : line.Split(' '))
                {
                    table.Add(entry);
                }
            }
            return table;
        }

        private void Add(string entry)
        {
            var at = entry.AsSpan().IndexOfAny("=>-");
            var point = Hex(entry[..at]);
            var rest = entry[(at + 1)..];
            if (entry[at] == '-')
            {
                var parts = rest.Split(':');
                for (var member = point; member <= Hex(parts[0]); member++)
                {
                    Classes[member] = int.Parse(parts[1], CultureInfo.InvariantCulture);
                }
                return;
            }
            var plus = rest.IndexOf('+', StringComparison.Ordinal);
            var pair = plus < 0 ? (Hex(rest), 0) : (Hex(rest[..plus]), Hex(rest[(plus + 1)..]));
            Parts[point] = pair;
            if (entry[at] == '=')
            {
                Wholes[pair] = point;
            }
        }

        private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
