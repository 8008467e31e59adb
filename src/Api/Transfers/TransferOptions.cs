namespace Slipway.Api.Transfers;

/// <summary>How files are moved.</summary>
public sealed record TransferOptions
{
    /// <summary>How many files at a time.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>Is told, from several threads, how far each file is; null for nobody.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }

    /// <summary>How often one file may fail in a row, without a byte gained, before the whole is given up.</summary>
    public int MaxFailures { get; init; } = 6;

    /// <summary>A connection on which nothing moved for so long counts as lost.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
