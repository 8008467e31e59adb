namespace Slipway.Access;

/// <summary>The statements of <see cref="TeamAccess"/>.</summary>
internal static class TeamAccessSql
{
    // Who makes or changes something in a team holds it until that is done: it is not deleted meanwhile.
    public const string Find = "select id, name, created_at from teams where name = @name {for_share}";

    public const string Lock = "select id, name, created_at from teams where name = @name {for_update}";

    public const string FindStanding =
        """
        select u.is_instance_admin, m.role from users u left join team_members m on m.user_id = u.id and m.team_id = @team
        where u.id = @user
        """;

    public const string FindMembers =
        """
        select u.name from users u left join team_members m on m.user_id = u.id and m.team_id = @team
        where u.name in @names and (u.is_instance_admin or m.role is not null)
        """;

    public const string FindById = "select id, name, created_at from teams where id = @id";

    public const string FindUsers = "select id, name from users where name in @names";
}
