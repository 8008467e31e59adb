using System.Diagnostics.Metrics;
using Slipway.Launch.Items;
using Slipway.Storage;

namespace Slipway.Launch;

/// <summary>What the room counts (B11).</summary>
internal sealed class LaunchMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string Meter = "Slipway.Launch";

    private readonly Counter<long> _enqueued;
    private readonly Counter<long> _claimed;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _refused;

    // Measured now and then by a worker: a scrape must not ask the database.
    private volatile IReadOnlyList<Measurement<long>> _depth = [];
    private volatile IReadOnlyList<Measurement<long>> _active = [];

    public LaunchMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        _enqueued = meter.CreateCounter<long>("slipway.launch.items.enqueued", "{item}", "Items that were queued");
        _claimed = meter.CreateCounter<long>("slipway.launch.items.claimed", "{item}", "Items that were given to agents");
        _refused = meter.CreateCounter<long>("slipway.launch.messages.refused", "{message}", "Messages of agents that moved nothing, by code");
        _ended = meter.CreateCounter<long>("slipway.launch.items.ended", "{item}", "Items that ended, by state");
        meter.CreateObservableGauge("slipway.launch.queue.depth", () => _depth, "{item}", "Items that wait, by queue and reason");
        meter.CreateObservableGauge("slipway.launch.queue.active", () => _active, "{item}", "Items that an agent has, by queue");
    }

    public void Enqueued() => _enqueued.Add(1);

    public void Claimed() => _claimed.Add(1);

    public void Refused(string code) => _refused.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Ended(ItemState state) => _ended.Add(1, new KeyValuePair<string, object?>("state", EnumText.Of(state)));

    /// <summary>What the gauges show from now on.</summary>
    public void Show(IReadOnlyList<Measurement<long>> depth, IReadOnlyList<Measurement<long>> active)
    {
        _depth = depth;
        _active = active;
    }
}
