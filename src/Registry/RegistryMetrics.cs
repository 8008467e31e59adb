using System.Diagnostics.Metrics;

namespace Slipway.Registry;

/// <summary>Counts what changed in the registry, by type of event.</summary>
internal sealed class RegistryMetrics
{
    public const string MeterName = "Slipway.Registry";

    private readonly Counter<long> _changes;

    public RegistryMetrics(IMeterFactory meters) =>
        _changes = meters.Create(MeterName).CreateCounter<long>(
            "slipway.registry.changes", unit: "{change}", description: "Changes of artifacts and registered models, by type of event.");

    public void Changed(string type) => _changes.Add(1, new KeyValuePair<string, object?>("type", type));
}
