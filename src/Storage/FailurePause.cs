namespace Slipway.Storage;

/// <summary>How long a worker rests after a round that failed. Pure.</summary>
public static class FailurePause
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Twice as long with each failure in a row, up to a minute; a quarter more or less, so that servers do not return together.</summary>
    /// <param name="failures">How many rounds in a row failed, 1 for the first.</param>
    /// <param name="chance">0 to below 1, for the spread.</param>
    public static TimeSpan After(int failures, double chance)
    {
        var whole = Shortest * Math.Pow(2, Math.Clamp(failures - 1, 0, 16));
        var spread = (whole > Longest ? Longest : whole) * (0.75 + (chance / 2));
        return spread < Shortest ? Shortest : spread > Longest ? Longest : spread;
    }
}
