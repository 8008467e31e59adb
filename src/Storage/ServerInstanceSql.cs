namespace Slipway.Storage;

/// <summary>The statements of <see cref="ServerInstance"/>.</summary>
internal static class ServerInstanceSql
{
    public const string DeleteAll = "delete from server_instances";

    public const string Insert = """
                insert into server_instances (host, started_at, heartbeat_at)
                values (@host, slipway_now(), slipway_now()) returning id
                """;

    public const string FindLiving = "select id from server_instances where heartbeat_at >= slipway_now() - @silent";

    public const string Delete = "delete from server_instances where id = @Id";

    public const string Beat = "update server_instances set heartbeat_at = slipway_now() where id = @Id";

    public const string DeleteSilent = "delete from server_instances where heartbeat_at < slipway_now() - @old";
}
