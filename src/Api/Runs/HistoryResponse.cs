using System.Text.Json;

namespace Slipway.Api.Runs;

/// <summary>Metrics of a run, sampled evenly where there are more than asked for.</summary>
public sealed record HistoryResponse
{
    /// <summary>In the order of their steps.</summary>
    public required IReadOnlyList<JsonElement> Rows { get; init; }

    /// <summary>How many rows there are.</summary>
    public required long Total { get; init; }

    /// <summary>Whether rows were left out.</summary>
    public required bool Sampled { get; init; }

    /// <summary>
    /// Whether there are fewer rows than asked for because all together would be too large an answer. Ask for some keys, or
    /// for a range of steps.
    /// </summary>
    public bool Cut { get; init; }
}
