namespace Slipway.Testing.Chaos;

/// <summary>What a run of launched items under kills showed. It is good when every list is empty.</summary>
public sealed record LaunchReport
{
    public required int Items { get; init; }

    /// <summary>How many of them ended how.</summary>
    public required IReadOnlyDictionary<string, int> States { get; init; }

    /// <summary>What was killed or held, and how often.</summary>
    public required IReadOnlyDictionary<string, int> Blows { get; init; }

    /// <summary>Jobs that were let in by the fence.</summary>
    public required int Entered { get; init; }

    /// <summary>Of those, the ones that ran to their end.</summary>
    public required int RanToEnd { get; init; }

    public required TimeSpan Took { get; init; }

    /// <summary>Items that have not ended, or are gone.</summary>
    public required IReadOnlyList<string> Unfinished { get; init; }

    /// <summary>Attempts that let in more than one start.</summary>
    public required IReadOnlyList<string> SecondEntries { get; init; }

    /// <summary>Items of which two attempts ran at once, or again although their queue says never.</summary>
    public required IReadOnlyList<string> Overlaps { get; init; }

    /// <summary>Items that succeeded without having run, or whose log is not whole.</summary>
    public required IReadOnlyList<string> Wrong { get; init; }

    public bool IsGood => Unfinished.Count + SecondEntries.Count + Overlaps.Count + Wrong.Count == 0;

    public override string ToString() =>
        $"""
        {Items} items ({Counted(States)}), {Blows.Values.Sum()} blows ({Counted(Blows)}), {Entered} entered, {RanToEnd} ran to their end, {Took.TotalSeconds:0} s:
        {Listed("unfinished", Unfinished)}, {Listed("second entries", SecondEntries)}, {Listed("overlaps", Overlaps)}, {Listed("wrong", Wrong)}
        """;

    private static string Counted(IReadOnlyDictionary<string, int> counts) =>
        string.Join(", ", counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}"));

    private static string Listed(string what, IReadOnlyList<string> list) =>
        list.Count == 0 ? $"0 {what}" : $"{list.Count} {what} ({string.Join("; ", list.Take(20))})";
}
