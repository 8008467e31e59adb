namespace Slipway.Api.Automations;

/// <summary>When a metric counts.</summary>
public sealed record MetricConditionBody
{
    /// <summary>The metric.</summary>
    public required string Name { get; init; }

    /// <summary><c>average</c>, <c>min</c> or <c>max</c>; null for the last value.</summary>
    public string? Agg { get; init; }

    /// <summary>How many values; 1 when left out.</summary>
    public int? Window { get; init; }

    /// <summary><c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&lt;=</c>.</summary>
    public string? Op { get; init; }

    /// <summary>The number compared with.</summary>
    public double? Threshold { get; init; }
}
