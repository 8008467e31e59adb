namespace Slipway.Runs.Metrics;

/// <summary>The last values of one metric of one run, and what they make together. Pure.</summary>
internal sealed class MetricWindow(MetricWatch watch, IEnumerable<double> recent, double? last, bool holds)
{
    private readonly List<double> _recent = [.. recent];

    /// <summary>Newest last; never more than the watch's window.</summary>
    public IReadOnlyList<double> Recent => _recent;

    /// <summary>What the values made together at the last look; null while there were too few.</summary>
    public double? Last { get; private set; } = last;

    /// <summary>Whether the condition held at the last look.</summary>
    public bool Holds { get; private set; } = holds;

    /// <summary>Takes the next value. True when the condition holds now and did not before.</summary>
    public bool Add(double value)
    {
        _recent.Add(value);
        if (_recent.Count > watch.Window)
        {
            _recent.RemoveAt(0);
        }
        if (_recent.Count < watch.Window)
        {
            return false;
        }
        var held = Holds;
        var together = Aggregate();
        // The sum of huge values may leave the numbers; such a moment tells nothing.
        if (!double.IsFinite(together))
        {
            return false;
        }
        Last = together;
        Holds = Compare(together);
        return Holds && !held;
    }

    private double Aggregate() => watch.Aggregate switch
    {
        MetricAggregate.Average => _recent.Average(),
        MetricAggregate.Min => _recent.Min(),
        MetricAggregate.Max => _recent.Max(),
        _ => _recent[^1],
    };

    private bool Compare(double value) => watch.Operator switch
    {
        MetricOperator.Greater => value > watch.Threshold,
        MetricOperator.GreaterOrEqual => value >= watch.Threshold,
        MetricOperator.Less => value < watch.Threshold,
        _ => value <= watch.Threshold,
    };
}
