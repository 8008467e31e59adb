namespace Slipway.Access.Keys;

/// <summary>The statements of <see cref="ApiKeyOperations"/>.</summary>
internal static class ApiKeySql
{
    public const string Insert =
        """
        insert into api_keys (user_id, key_hash, description, created_at, created_by)
        values (@user, @hash, @description, slipway_now(), @by) returning id
        """;

    public const string List =
        """
        select id, description, created_at, last_used_at from api_keys
        where user_id = @user and revoked_at is null and id < @before order by id desc limit @fetch
        """;

    public const string FindService =
        """
        select u.id, u.home_team_id, (select t.name from teams t where t.id = u.home_team_id) as home_team
        from users u where u.name = @name and u.kind = 'service' {for_share}
        """;

    public const string Revoke = "update api_keys set revoked_at = slipway_now() where id = @key and user_id = @user and revoked_at is null";

    public const string FindUser = "select id from users where name = @userName {for_share}";
}
