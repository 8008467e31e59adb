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

    /// <summary>What people call the runs of several events of one team, by project and id; those that are gone are left out.</summary>
    public static async Task<IReadOnlyDictionary<(string Project, string Run), string>> NamesAsync(
        DatabaseSession session, IReadOnlyList<LoggedEvent> happenings)
    {
        var names = new Dictionary<(string, string), string>();
        var keys = happenings.Where(happened => happened is { Run: not null, Project: not null })
            .ToLookup(happened => happened.Project!, happened => happened.Run!, StringComparer.Ordinal);
        if (keys.Count == 0 || await TeamAccess.FindByIdAsync(session, happenings[0].TeamId) is not { } team)
        {
            return names;
        }
        foreach (var some in keys)
        {
            if (await ProjectLookup.FindAsync(session, team, some.Key) is { } project)
            {
                foreach (var (key, name) in await RunLookup.NamesAsync(session, project.Id, [.. some.Distinct(StringComparer.Ordinal)]))
                {
                    names[(some.Key, key)] = name;
                }
            }
        }
        return names;
    }
}
