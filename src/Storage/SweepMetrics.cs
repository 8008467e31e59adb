using System.Diagnostics.Metrics;

namespace Slipway.Storage;

/// <summary>Counts what sweepers mended. Anything but zero is a race that no lock excludes: a bug to look for.</summary>
public sealed class SweepMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string Meter = "Slipway.Storage";

    private readonly Counter<long> _mended;
    private long _total;

    public SweepMetrics(IMeterFactory meters) =>
        _mended = meters.Create(Meter).CreateCounter<long>("slipway.sweep.mended", "{row}", "Rows that two acts at once left behind and a sweep mended, by kind");

    /// <summary>How many since the start, of all kinds.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <param name="kind">What was left behind, such as <c>held_delivery</c>.</param>
    public void Mended(string kind, int rows)
    {
        Interlocked.Add(ref _total, rows);
        _mended.Add(rows, new KeyValuePair<string, object?>("kind", kind));
    }
}
