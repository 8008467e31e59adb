using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Runs.Lifecycle;

/// <summary>
/// Calls runs crashed that have not been heard of for a while. Those that a queue item launched are left to whoever
/// launched them. Right after its start a server judges nobody: while it was down nobody could be heard.
/// </summary>
internal sealed partial class RunRescuer(
    Database database, RunLifecycle lifecycle, WakeSignal signal, TimeProvider time, ILogger<RunRescuer> logger)
    : Worker(signal, new WakeTopic("runs-silent"), TimeSpan.FromSeconds(30), time, logger)
{
    /// <summary>Clients are heard every 30 s or oftener.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    private const int PerRound = 200;

    private readonly TimeProvider _time = time;
    private readonly long _started = time.GetTimestamp();

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        if (_time.GetElapsedTime(_started) < Silence)
        {
            return 0;
        }
        var crashed = await database.WriteAsync(async tx =>
        {
            var silent = await tx.QueryAsync<long>(LifecycleSql.Silent, new { silence = InstantText.ToMicroseconds(Silence), most = PerRound });
            foreach (var run in silent)
            {
                await lifecycle.EndAsync(tx, new RunId(run), RunState.Crashed, exitCode: null);
            }
            return silent.Count;
        }, ct);
        if (crashed > 0)
        {
            Crashed(logger, crashed);
        }
        return crashed;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "run.crashed {Count}")]
    private static partial void Crashed(ILogger logger, int count);
}
