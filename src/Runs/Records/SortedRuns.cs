using System.Globalization;

namespace Slipway.Runs.Records;

/// <summary>Runs by what they are sorted by. The same order on both databases, which differ in theirs. Pure.</summary>
internal static class SortedRuns
{
    /// <summary>Numbers before texts, texts whatever their case; of equals the newest first, and last those without a value.</summary>
    public static IEnumerable<long> Of(IReadOnlyList<Row> rows, bool falls)
    {
        var (known, unknown) = (new List<(long Id, (double? Number, string Text) Value)>(rows.Count), new List<long>());
        foreach (var row in rows)
        {
            if (ValueOf(row) is { } value)
            {
                known.Add((row.Id, value));
            }
            else
            {
                unknown.Add(row.Id);
            }
        }
        known.Sort((one, other) => (falls ? -1 : 1) * Compare(one.Value, other.Value) is not 0 and var order ? order : other.Id.CompareTo(one.Id));
        unknown.Sort((one, other) => other.CompareTo(one));
        return known.Select(row => row.Id).Concat(unknown);
    }

    private static int Compare((double? Number, string Text) one, (double? Number, string Text) other) => (one.Number, other.Number) switch
    {
        ({ } first, { } second) => first.CompareTo(second),
        (not null, null) => -1,
        (null, not null) => 1,
        _ => string.Compare(one.Text, other.Text, StringComparison.OrdinalIgnoreCase),
    };

    // A text is JSON where it comes out of config or summary: a number there is one here.
    private static (double? Number, string Text)? ValueOf(Row row) => row switch
    {
        { Number: { } number } => (number, ""),
        { Text: null or "null" } => null,
        { Text: var text } when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => (number, ""),
        { Text: var text } => (null, text.Trim('"')),
    };

    /// <summary>A run and what it is sorted by.</summary>
    internal sealed class Row
    {
        public long Id { get; init; }

        public double? Number { get; init; }

        public string? Text { get; init; }
    }
}
