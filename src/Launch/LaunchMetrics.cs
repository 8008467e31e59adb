using System.Diagnostics.Metrics;

namespace Slipway.Launch;

/// <summary>What this room counts.</summary>
public sealed class LaunchMetrics
{
    private readonly Counter<long> _claims;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _refused;

    public LaunchMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Slipway.Launch");
        _claims = meter.CreateCounter<long>("slipway.launch.claims", description: "Items given to agents.");
        _ended = meter.CreateCounter<long>("slipway.launch.attempts_ended", description: "Attempts that ended, by state.");
        _refused = meter.CreateCounter<long>("slipway.launch.messages_refused", description: "Messages of agents that moved nothing, by code.");
    }

    public void Claimed() => _claims.Add(1);

    public void Ended(string state) => _ended.Add(1, new KeyValuePair<string, object?>("state", state));

    public void Refused(string code) => _refused.Add(1, new KeyValuePair<string, object?>("code", code));
}
