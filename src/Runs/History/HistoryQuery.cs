namespace Slipway.Runs.History;

/// <summary>Which values are asked for.</summary>
public sealed record HistoryQuery
{
    public const int DefaultSamples = 500;
    public const int MaxSamples = 10_000;

    /// <summary>How large the rows of an answer are together, as they are stored.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>Rows that hold at least one of these, and of them these alone; empty for all.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Inclusive.</summary>
    public long MinStep { get; init; }

    /// <summary>Inclusive.</summary>
    public long MaxStep { get; init; } = long.MaxValue;

    /// <summary>How many rows at most.</summary>
    public int Samples { get; init; } = DefaultSamples;

    /// <summary>How large they may be together; fewer are sampled where they would be larger.</summary>
    public int Bytes { get; init; } = MaxBytes;
}

/// <summary>The rows found.</summary>
/// <param name="Rows">JSON objects as text, in the order of their steps.</param>
/// <param name="Total">How many rows answer the query, those left out included.</param>
/// <param name="IsCut">Whether there are fewer than asked for because of their size.</param>
public sealed record HistorySample(IReadOnlyList<string> Rows, long Total, bool IsCut);
