using Microsoft.Extensions.Logging;

namespace Slipway.Storage;

/// <summary>
/// Looks now and then for what must not be there and yet was left behind by two acts at once, mends it, and counts it. The
/// locks of ADR 0015 are to leave it nothing to do. It reads first, so that an idle server does not write.
/// </summary>
public abstract partial class Sweeper(WakeSignal signal, string room, TimeProvider time, SweepMetrics metrics, ILogger logger)
    : Worker(signal, new WakeTopic("sweep-" + room), Every, time, logger)
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = logger;

    /// <summary>What it looks for, by the kind under which it is counted; each returns how much it mended.</summary>
    protected abstract IReadOnlyList<(string Kind, Func<CancellationToken, Task<int>> MendAsync)> Mends { get; }

    /// <summary>One look at everything. Returns 0: there is nothing more to do until the next one.</summary>
    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var failures = new List<Exception>();
        foreach (var (kind, mendAsync) in Mends)
        {
            try
            {
                if (await mendAsync(ct) is > 0 and var mended)
                {
                    metrics.Mended(kind, mended);
                    Mended(_logger, mended, kind);
                }
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                // The round has failed, but one kind keeps no other from being looked for (ADR 0011).
                failures.Add(failure);
            }
        }
        return failures.Count == 0 ? 0 : throw new AggregateException(failures);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "sweep.mended {Count} {Kind}: two acts at once left it behind, which is a bug; please tell")]
    private static partial void Mended(ILogger logger, int count, string kind);
}
