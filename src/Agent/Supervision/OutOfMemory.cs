using System.Globalization;

namespace Slipway.Agent.Supervision;

/// <summary>Whether the kernel killed for want of memory: its counter grew meanwhile.</summary>
internal sealed class OutOfMemory
{
    private const string Counters = "/proc/vmstat";
    private const string Counter = "oom_kill ";
    private readonly long _before = Kills();

    public bool Happened => Kills() > _before;

    private static long Kills() =>
        File.Exists(Counters)
        && File.ReadLines(Counters).FirstOrDefault(line => line.StartsWith(Counter, StringComparison.Ordinal)) is { } line
            ? long.Parse(line.AsSpan(Counter.Length), CultureInfo.InvariantCulture)
            : 0;
}
