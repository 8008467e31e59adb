namespace Slipway.Access.Projects;

/// <summary>The statements of <see cref="ProjectLookup"/>.</summary>
internal static class ProjectLookupSql
{
    public const string Find = "select id, team_id, name, created_at from projects where team_id = @team and name = @name";
}
