using Slipway.Access;
using Slipway.Access.Projects;
using Slipway.Runs.Lifecycle;

namespace Slipway.Runs.Records;

/// <summary>How runs begin.</summary>
internal static class RunStart
{
    /// <summary>A run about which nothing was said yet.</summary>
    /// <param name="key">Its id; null for a new one.</param>
    public static Run Blank(Actor actor, ProjectPlace place, string? key)
    {
        key ??= RunLifecycle.NewKey();
        return new Run
        {
            Id = default,
            TeamId = place.Team.Id,
            TeamName = place.Team.Name,
            ProjectId = place.Project.Id,
            ProjectName = place.Project.Name,
            Key = key,
            Name = key,
            State = RunState.Running,
            Tags = "[]",
            Depth = actor.CauseDepth,
            HistoryRows = 0,
            NextStep = 0,
            LogBytes = 0,
            StartedByRun = actor.Limits?.Run,
            CreatedBy = actor.Name,
            CreatedAt = default,
        };
    }

    /// <summary>Whether the actor may begin the run: it is prepared, or its launcher has begun it, and is not another job's.</summary>
    public static bool IsOpenTo(Actor actor, Run run) =>
        (run.State == RunState.Pending || (run.State == RunState.Running && run.LaunchItem is not null)) && actor.MayTellOf(run.Id.Value, run.StartedByRun);
}
