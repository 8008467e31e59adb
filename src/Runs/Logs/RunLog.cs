using Slipway.Storage;

namespace Slipway.Runs.Logs;

/// <summary>The console log of a run: bytes, appended at its end.</summary>
public static class RunLog
{
    private const string Grow =
        "update runs set log_bytes = log_bytes + @length, heartbeat_at = slipway_now() where id = @run returning log_bytes";

    private const string Insert = "insert into run_log (run_id, position, content) values (@run, @position, @content)";

    /// <summary>Appends; returns how long the log is now.</summary>
    public static async Task<long> AppendAsync(DatabaseTransaction tx, RunId run, byte[] content)
    {
        var end = await tx.ScalarAsync<long>(Grow, new { run, length = content.Length });
        if (content.Length > 0)
        {
            await tx.ExecuteAsync(Insert, new { run, position = end - content.Length, content });
            tx.Wake(Grown);
        }
        return end;
    }

    /// <summary>What readers of a run's log wait for.</summary>
    public static WakeTopic Grown => RunTopics.Log;
}
