using Slipway.Access;
using Slipway.Access.Projects;
using Slipway.Events;
using Slipway.Runs;
using Slipway.Storage;

namespace Slipway.Automations.Actions;

/// <summary>The run that an event is about.</summary>
public static class EventRun
{
    /// <summary>The run as it is now; null when the event is about none, or it is gone.</summary>
    public static async Task<Run?> FindAsync(DatabaseSession session, LoggedEvent happened) =>
        happened is { Run: { } key, Project: { } name }
        && await TeamAccess.FindByIdAsync(session, happened.TeamId) is { } team
        && await ProjectLookup.FindAsync(session, team, name) is { } project
            ? await RunLookup.FindAsync(session, project.Id, key)
            : null;
}
