using System.Diagnostics;
using System.Globalization;

namespace Slipway.Agent.Spool;

/// <summary>
/// Until when an attempt may run, as the supervisor reads it. On the monotonic clock, which all processes of one boot share
/// and which nobody sets.
/// </summary>
internal sealed class LeaseFile(string path)
{
    /// <summary>Now, in nanoseconds since the boot.</summary>
    public static long Now => (long)(Stopwatch.GetTimestamp() * (1_000_000_000.0 / Stopwatch.Frequency));

    /// <summary>How long before the end the job must be dying: the server gives it to another at the end.</summary>
    public static TimeSpan Margin(TimeSpan lease) => TimeSpan.FromTicks(Math.Min(lease.Ticks / 6, TimeSpan.FromSeconds(10).Ticks));

    /// <summary>The lease holds for <paramref name="lease"/> from <paramref name="since"/> on, less the margin.</summary>
    public void Renew(long since, TimeSpan lease)
    {
        var until = since + ((lease - Margin(lease)).Ticks * 100);
        WholeFile.WriteText(path, string.Create(CultureInfo.InvariantCulture, $"{until} {Margin(lease).Ticks * 100}"));
    }

    /// <summary>How long a job may take over its end when the lease is over: half of the margin, and nothing when there is none.</summary>
    public TimeSpan Grace => Read() is { } lease ? TimeSpan.FromTicks(lease.Margin / 200) : TimeSpan.Zero;

    /// <summary>What is left of it, negative when it is over; null when there is no lease.</summary>
    public TimeSpan? Left() => Read() is { } lease ? TimeSpan.FromTicks((lease.Until - Now) / 100) : null;

    private (long Until, long Margin)? Read()
    {
        try
        {
            var words = File.ReadAllText(path).Split(' ');
            return long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var until)
                ? (until, words.Length > 1 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var margin) ? margin : 0)
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
