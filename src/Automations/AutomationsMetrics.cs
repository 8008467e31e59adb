using System.Diagnostics.Metrics;

namespace Slipway.Automations;

/// <summary>What this room counts.</summary>
public sealed class AutomationsMetrics
{
    private readonly Counter<long> _executions;

    public AutomationsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Slipway.Automations");
        _executions = meter.CreateCounter<long>("slipway.automations.executions", description: "Answers of automations to events, by result.");
    }

    public void Executed(string result) => _executions.Add(1, new KeyValuePair<string, object?>("result", result));
}
