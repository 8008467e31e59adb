using System.Globalization;

namespace Slipway.Agent.Runners.Docker;

/// <summary>
/// How many files and processes a container may have when nothing else is said. Both are always named: an engine that is
/// told only one forgets its default for the other, and its built-in default may be more than the host permits.
/// </summary>
/// <param name="Files">At most this many.</param>
/// <param name="Processes">At most this many.</param>
internal sealed record HostLimits(long Files, long Processes)
{
    private const string Own = "/proc/self/limits";
    private const string HighestPid = "/proc/sys/kernel/pid_max";
    private const long MostFiles = 1_048_576;
    private const int NameWidth = 26;

    /// <summary>As this process has them: the engine runs on the same host.</summary>
    public static HostLimits OfProcess() =>
        Parse(File.ReadAllLines(Own), long.Parse(File.ReadAllText(HighestPid), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture));

    /// <summary>Reads what the kernel prints.</summary>
    /// <param name="lines">One for each limit.</param>
    /// <param name="highestPid">More processes cannot be, and podman lowers its own limit to it.</param>
    public static HostLimits Parse(IReadOnlyList<string> lines, long highestPid) =>
        new(Least(Hard(lines, "Max open files"), MostFiles), Least(Hard(lines, "Max processes"), highestPid));

    private static long Least(long limit, long most) => limit < 0 || limit > most ? most : limit;

    private static long Hard(IReadOnlyList<string> lines, string name)
    {
        var line = lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) ?? "";
        var values = line.Length > NameWidth ? line[NameWidth..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        return values.Length > 1 && long.TryParse(values[1], NumberStyles.None, CultureInfo.InvariantCulture, out var hard) ? hard : -1;
    }
}
