namespace Slipway.Secrets.Definitions;

internal static class SecretSql
{
    public const string Find = "select id, team_id, name, key_id, sealed, updated_at, updated_by from secrets where team_id = @team and name = @name";

    /// <summary>Whoever changes or deletes a secret takes it alone.</summary>
    public const string Lock = Find + " {for_update}";

    /// <summary>Whoever names secrets holds them, in one order.</summary>
    public const string Hold = "select name from secrets where team_id = @team and name in @names order by name {for_share}";

    public const string List =
        """
        select id, name, updated_at, updated_by from secrets
        where team_id = @team and id < @before order by id desc limit @fetch
        """;

    public const string Insert =
        """
        insert into secrets (team_id, name, key_id, sealed, updated_at, updated_by)
        values (@team, @name, @KeyId, @Bytes, slipway_now(), @by)
        on conflict do nothing returning id
        """;

    public const string Replace =
        """
        update secrets set key_id = @KeyId, sealed = @Bytes, updated_at = slipway_now(), updated_by = @by
        where team_id = @team and name = @name
        """;

    public const string Delete = "delete from secrets where team_id = @team and name = @name";

    public const string Names = "select name from secrets where team_id = @team order by name";

    public const string Reveal = "select id, team_id, name, key_id, sealed from secrets where team_id = @team and name in @names";

    public const string Count = "select count(*) from secrets";

    public const string UnderOtherKeys =
        """
        select id, team_id, name, key_id, sealed from secrets
        where id > @after and key_id <> @current order by id limit @limit
        """;

    // The old bytes guard against a value that was put meanwhile.
    public const string Rewrap =
        "update secrets set key_id = @KeyId, sealed = @Bytes where id = @id and key_id = @oldKeyId and sealed = @oldBytes";

    public const string KeyIds = "select key_id, count(*) as secrets from secrets group by key_id";
}
