using System.Diagnostics;

namespace Slipway.Testing;

/// <summary>The time of day, moved by as much as a test says; timers run as ever.</summary>
public sealed class MovedTime : TimeProvider
{
    /// <summary>How far this clock is ahead.</summary>
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;

    public override long GetTimestamp() => Stopwatch.GetTimestamp() + (long)(Shift.TotalSeconds * Stopwatch.Frequency);
}
