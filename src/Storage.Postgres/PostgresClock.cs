using Npgsql;

namespace Slipway.Storage.Postgres;

/// <summary><c>slipway_now()</c> on PostgreSQL; a test moves it by a setting of its connections.</summary>
internal static class PostgresClock
{
    public const string Function =
        """
        create or replace function slipway_now() returns bigint language sql volatile as $$
            select (extract(epoch from clock_timestamp()) * 1000000)::bigint
                 + coalesce(nullif(current_setting('slipway.clock_offset', true), '')::bigint, 0)
        $$
        """;

    public static async Task MoveAsync(NpgsqlConnection connection, long microseconds, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select set_config('slipway.clock_offset', @offset, false)", connection);
        command.Parameters.AddWithValue("offset", microseconds.ToString(null as IFormatProvider));
        await command.ExecuteNonQueryAsync(ct);
    }
}
