using Slipway.Runs.Metrics;

namespace Slipway.Tests.Runs.Metrics;

public sealed class MetricWindowTests
{
    [Theory]
    [InlineData(MetricAggregate.Last, MetricOperator.Greater, 3, "0 0 0 1 0")]
    [InlineData(MetricAggregate.Last, MetricOperator.GreaterOrEqual, 3, "0 0 1 0 0")]
    [InlineData(MetricAggregate.Average, MetricOperator.GreaterOrEqual, 3.5, "0 0 0 1 0")]
    [InlineData(MetricAggregate.Min, MetricOperator.Less, 2, "0 1 0 0 0")]
    [InlineData(MetricAggregate.Max, MetricOperator.LessOrEqual, 2, "0 1 0 0 0")]
    [InlineData(MetricAggregate.Max, MetricOperator.Greater, 4, "0 0 0 0 0")]
    public void It_tells_when_the_condition_begins_to_hold(MetricAggregate aggregate, MetricOperator op, double threshold, string told)
    {
        var window = new MetricWindow(Watch(aggregate, 2, op, threshold), [], null, false);
        Assert.Equal(told, string.Join(' ', new double[] { 1, 2, 3, 4, 4 }.Select(value => window.Add(value) ? 1 : 0)));
    }

    [Fact]
    public void Before_as_many_values_as_the_window_takes_nothing_is_compared()
    {
        var window = new MetricWindow(Watch(MetricAggregate.Average, 3, MetricOperator.Greater, 0), [], null, false);
        Assert.False(window.Add(1));
        Assert.False(window.Add(1));
        Assert.Null(window.Last);
        Assert.True(window.Add(1));
        Assert.Equal([1, 1, 1], window.Recent);
    }

    [Fact]
    public void It_goes_on_from_where_it_stood()
    {
        var window = new MetricWindow(Watch(MetricAggregate.Average, 2, MetricOperator.Greater, 5), [9, 9], 9, holds: true);
        Assert.False(window.Add(9));
        Assert.False(window.Add(-90));
        Assert.True(window.Add(200));
        Assert.Equal((55, true), (window.Last, window.Holds));
    }

    [Fact]
    public void A_sum_beyond_all_numbers_tells_nothing()
    {
        var window = new MetricWindow(Watch(MetricAggregate.Average, 2, MetricOperator.Greater, 0), [], null, false);
        Assert.False(window.Add(double.MaxValue));
        Assert.False(window.Add(double.MaxValue));
        Assert.Null(window.Last);
        Assert.False(window.Holds);
    }

    private static MetricWatch Watch(MetricAggregate aggregate, int window, MetricOperator op, double threshold) => new()
    {
        TeamId = new(1),
        Metric = "m",
        Aggregate = aggregate,
        Window = window,
        Operator = op,
        Threshold = threshold,
    };
}
