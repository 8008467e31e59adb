namespace Slipway.Runs.Logs;

/// <summary>The statements of <see cref="RunLog"/>.</summary>
internal static class RunLogSql
{
    public const string Grow =
        """
        update runs set log_bytes = log_bytes + @length, heartbeat_at = slipway_now()
        where id = @run and deleted_at is null and log_bytes + @length <= @most returning log_bytes
        """;

    public const string Full = "update runs set heartbeat_at = slipway_now() where id = @run returning log_bytes";

    public const string LastPiece = "select content from run_log where run_id = @run order by position desc limit 1";

    public const string Insert = "insert into run_log (run_id, position, content) values (@run, @position, @content)";
}
