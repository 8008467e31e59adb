using System.Globalization;

namespace Slipway.Agent.Runners.Docker;

/// <summary>
/// How many files and processes a container may have when nothing else is said. Both are always named: an engine that is
/// told only one forgets its default for the other, and its built-in default may be more than the host permits.
/// </summary>
/// <param name="Files">At most this many.</param>
/// <param name="Processes">At most this many; -1 stands for no limit.</param>
internal sealed record HostLimits(long Files, long Processes)
{
    private const string Own = "/proc/self/limits";
    private const long MostFiles = 1_048_576;
    private const int NameWidth = 26;

    /// <summary>As this process has them: the engine runs on the same host.</summary>
    public static HostLimits OfProcess() => Parse(File.ReadAllLines(Own));

    /// <summary>Reads what the kernel prints.</summary>
    public static HostLimits Parse(IReadOnlyList<string> lines)
    {
        var files = Hard(lines, "Max open files");
        return new HostLimits(files is < 0 or > MostFiles ? MostFiles : files, Hard(lines, "Max processes"));
    }

    private static long Hard(IReadOnlyList<string> lines, string name)
    {
        var line = lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) ?? "";
        var values = line.Length > NameWidth ? line[NameWidth..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        return values.Length > 1 && long.TryParse(values[1], NumberStyles.None, CultureInfo.InvariantCulture, out var hard) ? hard : -1;
    }
}
