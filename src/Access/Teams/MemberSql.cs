namespace Slipway.Access.Teams;

/// <summary>The statements of <see cref="MemberOperations"/>.</summary>
internal static class MemberSql
{
    public const string List =
        """
        select u.id, u.name, u.kind, m.role, m.added_at from team_members m join users u on u.id = m.user_id
        where m.team_id = @team and u.id < @before order by u.id desc limit @fetch
        """;

    public const string Upsert =
        """
        insert into team_members (team_id, user_id, role, added_at) values (@team, @user, @role, slipway_now())
        on conflict (team_id, user_id) do update set role = excluded.role
        """;

    public const string OtherAdmins =
        """
        select count(*) from team_members m join users u on u.id = m.user_id
        where m.team_id = @team and m.role = 'admin' and u.kind = 'user' and m.user_id <> @user
        """;

    public const string Find = "select u.id, u.name, u.kind, m.role, m.added_at from team_members m join users u on u.id = m.user_id where m.team_id = @team and u.id = @user";

    public const string Delete = "delete from team_members where team_id = @team and user_id = @user";

    public const string FindUser = "select id from users where name = @userName {for_share}";

    public const string FindRole = "select role from team_members where team_id = @team and user_id = @user";
}
