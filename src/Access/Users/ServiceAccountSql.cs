namespace Slipway.Access.Users;

/// <summary>The statements of <see cref="ServiceAccountOperations"/>.</summary>
internal static class ServiceAccountSql
{
    public const string Insert =
        """
        insert into users (name, kind, is_instance_admin, home_team_id, created_at)
        values (@name, 'service', false, @team, slipway_now()) returning id
        """;

    public const string TakeName = "insert into names (name, kind) values (@name, 'service') on conflict do nothing";
}
