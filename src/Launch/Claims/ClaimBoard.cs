using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Slipway.Access;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Launch.Claims;

/// <summary>
/// Where claims wait. One loop looks for all of them, with one statement, and wakes as many as there is work for: a
/// thousand idle agents cost one statement a second.
/// </summary>
internal sealed class ClaimBoard(Database database, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<ClaimBoard> logger)
    : Worker(signal, LaunchTopics.Queued, TimeSpan.FromSeconds(1), time, logger)
{
    private readonly ConcurrentDictionary<WaitingAgent, bool> _waiting = new();
    private readonly IsolatedUnits _units = isolation.For(nameof(ClaimBoard));

    /// <summary>Adds a claim; take it off when it goes.</summary>
    public void Add(WaitingAgent waiting) => _waiting[waiting] = true;

    public void Remove(WaitingAgent waiting) => _waiting.TryRemove(waiting, out _);

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var waiting = _waiting.Keys.ToArray();
        if (waiting.Length == 0)
        {
            return 0;
        }
        var names = waiting.SelectMany(agent => agent.Queues).Distinct(StringComparer.Ordinal).ToArray();
        if (names.Length == 0)
        {
            return 0;
        }
        var rows = await database.ReadAsync(session => session.QueryAsync<Row>(ClaimBoardSql.Open, new
        {
            teams = waiting.Select(agent => agent.Team).Distinct().ToArray(),
            names,
            most = waiting.Length,
        }), ct);
        await _units.EachAsync([.. rows.Where(row => row.Waiting > 0)], queue => new WorkUnit(queue.Id, queue.TeamId.Value, $"queue {queue.Name}"), (queue, _) =>
        {
            WakeFor(queue, waiting);
            return Task.CompletedTask;
        }, ct);
        return 0;
    }

    // At random, so that no agent is always the first.
    private void WakeFor(Row queue, WaitingAgent[] waiting)
    {
        var places = queue.MaxConcurrency is { } most ? Math.Min(queue.Waiting, most - queue.Active) : queue.Waiting;
        if (places <= 0)
        {
            return;
        }
        var labels = JsonSerializer.Deserialize<string[]>(queue.Labels)!;
        var fitting = waiting.Where(agent => !agent.Woken.IsCompleted && agent.Team == queue.TeamId && agent.Queues.Contains(queue.Name)
            && agent.Labels.IsSupersetOf(labels) && agent.Runners.Contains(queue.Resource)).ToArray();
        Random.Shared.Shuffle(fitting);
        foreach (var agent in fitting.Take((int)places))
        {
            _waiting.TryRemove(agent, out _);
            agent.Wake();
        }
    }

    private sealed record Row
    {
        public long Id { get; init; }
        public TeamId TeamId { get; init; }
        public required string Name { get; init; }
        public required string Labels { get; init; }
        public required string Resource { get; init; }
        public int? MaxConcurrency { get; init; }
        public long Waiting { get; init; }
        public long Active { get; init; }
    }
}
