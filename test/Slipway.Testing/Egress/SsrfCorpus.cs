namespace Slipway.Testing.Egress;

/// <summary>The committed corpus of hostile URLs.</summary>
public static class SsrfCorpus
{
    /// <summary>All rows, in the file's order.</summary>
    public static IReadOnlyList<SsrfRow> Rows { get; } =
    [
        .. File.ReadLines(Find("ssrf.tsv"))
            .Where(line => !line.StartsWith('#') && !line.StartsWith("id\t", StringComparison.Ordinal))
            .Select(line => line.Split('\t'))
            .Select(cells => new SsrfRow(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5])),
    ];

    /// <summary>Full path of a file under <c>test/corpus</c>.</summary>
    public static string Find(string name) => Repository.PathOf($"test/corpus/{name}");
}
