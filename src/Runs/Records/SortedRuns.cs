using System.Globalization;

namespace Slipway.Runs.Records;

/// <summary>Runs by what they are sorted by. The same order on both databases, which differ in theirs. Pure.</summary>
internal static class SortedRuns
{
    /// <summary>Numbers before texts, texts whatever their case; of equals the newest first, and last those without a value.</summary>
    public static IEnumerable<long> Of(IReadOnlyList<Row> rows, bool falls)
    {
        var valued = rows.ToLookup(row => ValueOf(row) is not null);
        var ordered = falls
            ? valued[true].OrderByDescending(row => ValueOf(row)!.Value, Order.Instance)
            : valued[true].OrderBy(row => ValueOf(row)!.Value, Order.Instance);
        return ordered.ThenByDescending(row => row.Id).Concat(valued[false].OrderByDescending(row => row.Id)).Select(row => row.Id);
    }

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

    private sealed class Order : IComparer<(double? Number, string Text)>
    {
        public static readonly Order Instance = new();

        public int Compare((double? Number, string Text) one, (double? Number, string Text) other) => (one.Number, other.Number) switch
        {
            ({ } first, { } second) => first.CompareTo(second),
            (not null, null) => -1,
            (null, not null) => 1,
            _ => string.Compare(one.Text, other.Text, StringComparison.OrdinalIgnoreCase),
        };
    }
}
