using Slipway.Launch.Queues;

namespace Slipway.Launch.Statistics;

/// <summary>What happened in one minute of one queue. Spans are microseconds.</summary>
internal sealed class MinuteTally
{
    private readonly List<long> _claims = [];
    private readonly List<long> _starts = [];

    public required QueueId Queue { get; init; }

    /// <summary>Microseconds, the minute's beginning.</summary>
    public required long Minute { get; init; }

    public int Enqueued { get; set; }

    public int Claimed { get; private set; }

    public int Succeeded { get; private set; }

    public int Failed { get; private set; }

    /// <summary>With those that expired.</summary>
    public int Cancelled { get; private set; }

    public int Lost { get; private set; }

    public long? ClaimP50 => Percentile(_claims, 50);

    public long? ClaimP99 => Percentile(_claims, 99);

    public long? StartP50 => Percentile(_starts, 50);

    public long? StartP99 => Percentile(_starts, 99);

    public void Claim(long waited)
    {
        Claimed++;
        _claims.Add(waited);
    }

    public void Start(long took) => _starts.Add(took);

    public void End(string state)
    {
        switch (state)
        {
            case "succeeded":
                Succeeded++;
                break;
            case "failed":
                Failed++;
                break;
            case "lost":
                Lost++;
                break;
            default:
                Cancelled++;
                break;
        }
    }

    /// <summary>The smallest value that so many percent are not above; null of none.</summary>
    internal static long? Percentile(IReadOnlyCollection<long> values, int percent) => values.Count == 0
        ? null
        : values.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(values.Count * percent / 100.0) - 1));
}
