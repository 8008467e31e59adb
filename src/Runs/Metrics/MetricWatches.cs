using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Slipway.Storage;

namespace Slipway.Runs.Metrics;

/// <summary>
/// Watches of metrics, set and removed by the room that waits for them, in its own transactions. A watch sees the values
/// that arrive while it stands, and tells of each run at most once a day by an event <c>RUN_METRIC</c> with its number.
/// </summary>
public static class MetricWatches
{
    private const int MaxPatterns = 2_000;
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    /// <summary>Sets a watch; returns its number.</summary>
    /// <exception cref="ArgumentException">The watch breaks its own rules, which the caller checks.</exception>
    public static Task<long> SetAsync(DatabaseTransaction tx, MetricWatch watch)
    {
        ArgumentException.ThrowIfNullOrEmpty(watch.Metric);
        ArgumentOutOfRangeException.ThrowIfLessThan(watch.Window, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(watch.Window, MetricWatch.MaxWindow);
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(watch.Threshold), false);
        if (watch.RunPattern is { } pattern)
        {
            _ = PatternOf(pattern);
        }
        return tx.ScalarAsync<long>(MetricSql.Add, new
        {
            team = watch.TeamId,
            project = watch.ProjectId?.Value,
            pattern = watch.RunPattern,
            metric = watch.Metric,
            aggregate = EnumText.Of(watch.Aggregate),
            window = watch.Window,
            op = EnumText.Of(watch.Operator),
            threshold = watch.Threshold,
        });
    }

    /// <summary>Removes a watch; harmless when it is gone.</summary>
    public static Task RemoveAsync(DatabaseTransaction tx, long id) => tx.ExecuteAsync(MetricSql.Remove, new { id });

    /// <summary>The pattern, compiled once: it is asked for whenever values arrive, in the transaction that keeps them.</summary>
    internal static Regex PatternOf(string text)
    {
        if (Patterns.Count >= MaxPatterns)
        {
            Patterns.Clear();
        }
        return Patterns.GetOrAdd(text, static text => new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }
}
