using Slipway.Access;

namespace Slipway.Runs.Metrics;

/// <summary>What is made of the last values of a metric.</summary>
public enum MetricAggregate
{
    Last,
    Average,
    Min,
    Max,
}

/// <summary>How that is compared with the threshold.</summary>
public enum MetricOperator
{
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// <summary>A condition on a metric that somebody waits for, of each run by itself.</summary>
public sealed record MetricWatch
{
    public const int MaxWindow = 100;

    public required TeamId TeamId { get; init; }

    /// <summary>Null: every project of the team.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>An unanchored linear-time regular expression over the run's name; null: every run.</summary>
    public string? RunPattern { get; init; }

    /// <summary>The key in the rows of metrics.</summary>
    public required string Metric { get; init; }

    public MetricAggregate Aggregate { get; init; }

    /// <summary>How many values count, 1 to <see cref="MaxWindow"/>; before as many arrived nothing is compared.</summary>
    public int Window { get; init; } = 1;

    public required MetricOperator Operator { get; init; }

    /// <summary>Finite.</summary>
    public required double Threshold { get; init; }
}
