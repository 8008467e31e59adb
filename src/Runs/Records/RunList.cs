namespace Slipway.Runs.Records;

/// <summary>A page of runs. Config and summary may be large, so a page ends early where all together would be too much.</summary>
/// <param name="Runs">At least one, where there are any.</param>
/// <param name="Next">Where the next page begins, for a cursor; null when this is the last.</param>
public sealed record RunList(IReadOnlyList<RunDetail> Runs, long? Next)
{
    /// <summary>Bytes of config, summary and notes of all runs together.</summary>
    public const int MaxBytes = 8 << 20;
}
