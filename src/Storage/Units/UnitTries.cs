namespace Slipway.Storage.Units;

/// <summary>How often a unit that fails unexpectedly is tried, and when. Pure.</summary>
public static class UnitTries
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(9)];

    /// <summary>After so many it is set aside.</summary>
    public static int Most => Pauses.Length + 1;

    /// <summary>How long to wait before the next try; null when there is none.</summary>
    /// <param name="failed">How many tries have failed, 1 or more.</param>
    public static TimeSpan? PauseAfter(int failed) => failed <= Pauses.Length ? Pauses[Math.Max(failed, 1) - 1] : null;
}
