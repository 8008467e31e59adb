using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Launch.Agents;

/// <summary>
/// Notes which agents were heard of, many with one statement: a thousand agents that wait cost a write every few seconds,
/// not one for each of their requests.
/// </summary>
internal sealed class AgentSightings(UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<AgentSightings> logger)
    : Worker(signal, new WakeTopic("agent-sightings"), TimeSpan.FromSeconds(15), time, logger)
{
    private readonly ConcurrentDictionary<AgentId, bool> _seen = new();
    private readonly IsolatedUnits _units = isolation.For(nameof(AgentSightings));

    /// <summary>The agent was heard of.</summary>
    public void Saw(AgentId agent) => _seen[agent] = true;

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var ids = _seen.Keys.ToArray();
        foreach (var id in ids)
        {
            _seen.TryRemove(id, out _);
        }
        await _units.AnswerAsync(ids, id => new WorkUnit(id.Value, null, $"agent {id.Value}"), (tx, some) => tx.ExecuteAsync(AgentSightingsSql.Note, new { ids = some }), ct);
        return 0;
    }
}
