using Slipway.Storage;

namespace Slipway.Access.Projects;

/// <summary>Finds projects for operations that have checked the team already.</summary>
public static class ProjectLookup
{
    /// <summary>The project in which a team's registered models stand (wandb-behaviour 0.8).</summary>
    public const string ModelRegistry = "model-registry";

    /// <summary>The project, or null when the team has none of that name.</summary>
    public static Task<Project?> FindAsync(DatabaseSession session, Team team, string name) =>
        session.FirstAsync<Project>(ProjectLookupSql.Find, new { team = team.Id, name });
}
