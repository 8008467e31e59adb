using System.Text.Json;
using Slipway.Access;
using Slipway.Api.Events;
using Slipway.Events;
using Slipway.Storage;

namespace Slipway.Runs.Lifecycle;

/// <summary>Tells the event log what becomes of runs, in the transaction in which it happens.</summary>
public sealed class RunEvents(EventLog log)
{
    /// <summary>Appends <c>RUN_STATE</c>.</summary>
    /// <param name="before">Null for a run that comes to be.</param>
    /// <param name="by">Whose doing it is; null for whoever started the run.</param>
    public async Task StateChangedAsync(DatabaseTransaction tx, RunId run, RunState? before, RunState after, string? by = null)
    {
        tx.Wake(RunTopics.Changed);
        var row = (await tx.FirstAsync<Row>(LifecycleSql.ForEvent, new { run }))!;
        log.Append(tx, new NewEvent
        {
            Type = EventTypes.RunState,
            TeamId = row.TeamId,
            Team = row.TeamName,
            Project = row.ProjectName,
            ScopeKind = ScopeKind.Project,
            Run = row.RunKey,
            Before = before is { } state ? JsonSerializer.Serialize(EnumText.Of(state)) : null,
            After = JsonSerializer.Serialize(EnumText.Of(after)),
            Actor = by ?? row.CreatedBy,
            Depth = row.Depth,
        });
    }

    /// <summary>Appends <c>RUN_METRIC</c>.</summary>
    /// <param name="watch">The watch that fired.</param>
    /// <param name="before">What was compared the time before; null for nothing.</param>
    /// <param name="after">What crossed the threshold.</param>
    internal void MetricCrossed(DatabaseTransaction tx, Run run, string metric, long watch, double? before, double after) =>
        log.Append(tx, new NewEvent
        {
            Type = EventTypes.RunMetric,
            TeamId = run.TeamId,
            Team = run.TeamName,
            Project = run.ProjectName,
            ScopeKind = ScopeKind.Project,
            Run = run.Key,
            Metric = metric,
            WatchId = watch,
            Before = before is { } value ? JsonSerializer.Serialize(value) : null,
            After = JsonSerializer.Serialize(after),
            Actor = run.CreatedBy,
            Depth = run.Depth,
        });

    private sealed record Row
    {
        public TeamId TeamId { get; init; }
        public required string TeamName { get; init; }
        public required string ProjectName { get; init; }
        public required string RunKey { get; init; }
        public required string CreatedBy { get; init; }
        public int Depth { get; init; }
    }
}
