namespace Slipway.Access.Projects;

/// <summary>The statements of <see cref="ProjectOperations"/>.</summary>
internal static class ProjectSql
{
    public const string Insert =
        """
        insert into projects (team_id, name, created_at, created_by) values (@team, @name, slipway_now(), @by)
        on conflict do nothing returning id
        """;

    public const string List =
        "select id, team_id, name, created_at from projects where team_id = @team and id < @before order by id desc limit @fetch";
}
