using System.Diagnostics.Metrics;

namespace Slipway.Webhooks;

/// <summary>What the room counts.</summary>
internal sealed class WebhooksMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string Meter = "Slipway.Webhooks";

    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _wait;

    public WebhooksMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        _attempts = meter.CreateCounter<long>("slipway.delivery.attempts", "{attempt}", "Attempts by outcome");
        _duration = meter.CreateHistogram<double>("slipway.delivery.attempt.duration", "s", "From the start of an attempt to the last byte of the answer");
        _wait = meter.CreateHistogram<double>("slipway.delivery.wait", "s", "From the making of a delivery to its first attempt");
    }

    /// <param name="outcome"><c>delivered</c>, <c>retry</c>, <c>failed</c>.</param>
    /// <param name="duration">Of the attempt.</param>
    /// <param name="wait">From the making to the first attempt; null at later ones.</param>
    public void Attempted(string outcome, TimeSpan duration, TimeSpan? wait)
    {
        var tag = new KeyValuePair<string, object?>("outcome", outcome);
        _attempts.Add(1, tag);
        _duration.Record(duration.TotalSeconds, tag);
        if (wait is { } time)
        {
            _wait.Record(time.TotalSeconds);
        }
    }
}
