using System.Globalization;
using Slipway.Access.Quotas;

namespace Slipway.Server.Options;

/// <summary>Reads how much of the server one team or user may take.</summary>
internal static class QuotaReader
{
    private static readonly (string Suffix, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("PiB", 1L << 50),
    ];

    /// <exception cref="OptionException">A value cannot be used.</exception>
    public static QuotaOptions Read(IReadOnlyDictionary<string, string> values)
    {
        var usual = new QuotaOptions();
        return new QuotaOptions
        {
            TeamStorage = Read(values, "team-storage", usual.TeamStorage, Size, "no size. Write 500GiB, 2TiB or none"),
            TeamDeliveries = Read(values, "team-deliveries", usual.TeamDeliveries, Count, "no count. Write 100000 or none"),
            TeamItems = Read(values, "team-items", usual.TeamItems, Count, "no count. Write 100000 or none"),
            UserStreams = Read(values, "user-streams", usual.UserStreams, Count, "no count. Write 100 or none"),
            UserPages = Read(values, "user-pages", usual.UserPages, Count, "no count. Write 100 or none"),
        };
    }

    private static long? Read(IReadOnlyDictionary<string, string> values, string key, long? usual, Func<string, long?> read, string problem) =>
        values.GetValueOrDefault(key) switch
        {
            null => usual,
            "none" => null,
            var text => read(text) ?? throw new OptionException($"{key}: '{text}' is {problem}."),
        };

    private static long? Count(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null;

    private static long? Size(string text)
    {
        foreach (var (suffix, bytes) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return Count(text[..^suffix.Length].TrimEnd()) is { } count && count <= long.MaxValue / bytes ? count * bytes : null;
            }
        }
        return Count(text);
    }
}
