namespace Slipway.Access.Users;

/// <summary>The statements of <see cref="UserOperations"/>.</summary>
internal static class UserSql
{
    public const string Insert =
        """
        insert into users (name, kind, email, password_hash, is_instance_admin, created_at)
        values (@Name, 'user', @Email, @hash, @admin, slipway_now()) returning id
        """;

    public const string Find = "select id, name, email, is_instance_admin, created_at from users where id = @id";

    public const string List =
        """
        select id, name, email, is_instance_admin, created_at from users
        where kind = 'user' and id < @before order by id desc limit @fetch
        """;

    public const string TakeName = "insert into names (name, kind) values (@Name, 'user') on conflict do nothing";

    public const string SetHome = "update users set home_team_id = @home where id = @id";
}
