using System.Globalization;

namespace Slipway.Cli.Output;

/// <summary>Sizes and times as people read them.</summary>
internal static class Human
{
    public static string Size(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }

    /// <summary>UTC, to the second.</summary>
    public static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string? Time(DateTimeOffset? time) => time is { } known ? Time(known) : null;

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Duration(double? milliseconds) =>
        milliseconds is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.#} ms") : "";

    public static string List(IEnumerable<string> values) => string.Join(", ", values);
}
