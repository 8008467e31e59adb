using Slipway.Launch.Statistics;
using Slipway.Web.Parts;

namespace Slipway.Web.Pages.Launch;

/// <summary>Minutes of a queue, gathered into as many spans as a chart shows. Pure.</summary>
internal sealed class MonitorSeries
{
    private const long Minute = 60_000_000;
    private const int Most = 96;
    private readonly List<(DateTimeOffset At, List<QueueMinute> Minutes)> _spans = [];

    /// <param name="since">Where it begins.</param>
    /// <param name="now">Where it ends.</param>
    public MonitorSeries(IReadOnlyList<QueueMinute> minutes, DateTimeOffset since, DateTimeOffset now)
    {
        var from = since.ToUnixTimeSeconds() / 60;
        var until = now.ToUnixTimeSeconds() / 60;
        var every = Math.Max(1, (until - from + Most) / Most);
        for (var start = from; start <= until; start += every)
        {
            _spans.Add((DateTimeOffset.FromUnixTimeSeconds(start * 60), []));
        }

        foreach (var minute in minutes)
        {
            var index = ((minute.Minute / Minute) - from) / every;
            if (index >= 0 && index < _spans.Count)
            {
                _spans[(int)index].Minutes.Add(minute);
            }
        }

        SpanLength = TimeSpan.FromMinutes(every);
    }

    /// <summary>How long each is.</summary>
    public TimeSpan SpanLength { get; }

    /// <summary>What ended: well below, otherwise above.</summary>
    public IReadOnlyList<BarChart.ChartBar> Ended() => Bars(minute => minute.Succeeded, minute => minute.Failed + minute.Lost);

    /// <summary>What came.</summary>
    public IReadOnlyList<BarChart.ChartBar> Came() => Bars(minute => minute.Enqueued, _ => 0);

    /// <summary>Seconds from the queue to an agent, or from there to running: of each span the largest, so that no slow minute hides.</summary>
    public ChartLine Waits(string name, Func<QueueMinute, long?> microseconds) => new(name,
    [
        .. _spans.Where(span => span.Minutes.Any(minute => microseconds(minute) is not null))
            .Select(span => new ChartPoint(span.At.ToUnixTimeSeconds(), span.Minutes.Max(minute => microseconds(minute) ?? 0) / 1_000_000.0)),
    ]);

    private BarChart.ChartBar[] Bars(Func<QueueMinute, int> first, Func<QueueMinute, int> second) =>
        [.. _spans.Select(span => new BarChart.ChartBar(span.At, span.Minutes.Sum(first), span.Minutes.Sum(second)))];
}
