namespace Slipway.Access.Teams;

/// <summary>The statements of <see cref="TeamOperations"/>.</summary>
internal static class TeamSql
{
    public const string Names = "insert into names (name, kind) values (@name, 'team') on conflict do nothing";

    public const string Insert = "insert into teams (name, created_at, created_by) values (@name, slipway_now(), @by) returning id";

    public const string List =
        """
        select t.id, t.name, t.created_at, m.role from teams t
        left join team_members m on m.team_id = t.id and m.user_id = @user
        where (@all or m.user_id is not null) and t.id < @before
        order by t.id desc limit @fetch
        """;

    public const string FindMade = "select id, name, created_at, 'admin' as role from teams where id = @id";

    public const string IsHome = "select 1 from users where home_team_id = @Id and kind = 'user'";

    public const string DeleteNames = """
                delete from names where name = @Name or name in
                    (select u.name from users u where u.home_team_id = @Id and u.kind = 'service')
                """;

    public const string DeleteServiceAccounts = "delete from users where home_team_id = @Id and kind = 'service'";

    public const string DeleteMembers = "delete from team_members where team_id = @Id";

    public const string DeleteProjects = "delete from projects where team_id = @Id";

    public const string Delete = "delete from teams where id = @Id";
}
