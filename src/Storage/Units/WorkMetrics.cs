using System.Diagnostics.Metrics;

namespace Slipway.Storage.Units;

/// <summary>What is counted of all workers.</summary>
public sealed class WorkMetrics
{
    private readonly Counter<long> _failed;
    private readonly Counter<long> _setAside;

    public WorkMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Slipway.Storage");
        _failed = meter.CreateCounter<long>("slipway.work.failed", description: "Tries of units of work that failed unexpectedly, by worker.");
        _setAside = meter.CreateCounter<long>("slipway.work.set_aside", description: "Units of work that were given up after all tries failed unexpectedly, by worker.");
    }

    public void Failed(string worker) => _failed.Add(1, new KeyValuePair<string, object?>("worker", worker));

    public void SetAside(string worker) => _setAside.Add(1, new KeyValuePair<string, object?>("worker", worker));
}
