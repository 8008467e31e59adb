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
    public async Task StateChangedAsync(DatabaseTransaction tx, RunId run, RunState before, RunState after)
    {
        var row = (await tx.FirstAsync<Row>(LifecycleSql.ForEvent, new { run }))!;
        await log.AppendAsync(tx, new NewEvent
        {
            Type = EventTypes.RunState,
            TeamId = row.TeamId,
            Team = row.TeamName,
            Project = row.ProjectName,
            ScopeKind = ScopeKind.Project,
            Run = row.RunKey,
            Before = JsonSerializer.Serialize(EnumText.Of(before)),
            After = JsonSerializer.Serialize(EnumText.Of(after)),
            Actor = row.CreatedBy,
            Depth = row.Depth,
        });
    }

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
