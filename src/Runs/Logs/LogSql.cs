namespace Slipway.Runs.Logs;

internal static class LogSql
{
    /// <summary>The pieces that hold bytes from an offset on, up to an end; the first may begin before.</summary>
    public const string Pieces =
        """
        select position, content from run_log
        where run_id = @run and position < @end
          and position >= (select coalesce(max(position), 0) from run_log where run_id = @run and position <= @offset)
        order by position
        """;

    public const string Standing = "select log_bytes, state from runs where id = @run and deleted_at is null";
}
