using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Storage;

/// <summary>
/// A loop over work that is rows: runs until there is none, then waits for a wake-up or for <paramref name="maxIdle"/>.
/// A failing round is logged and tried again after a pause that grows with each failure; it never ends the loop.
/// </summary>
public abstract partial class Worker(WakeSignal signal, WakeTopic topic, TimeSpan maxIdle, TimeProvider time, ILogger logger)
    : BackgroundService
{
    private int _failures;

    /// <summary>One round. Returns how much it did; 0 means that there is nothing to do now.</summary>
    public abstract Task<int> RunOnceAsync(CancellationToken ct);

    /// <summary>
    /// Whether a round that did so much is followed by another at once, rather than by a wait. What came while it ran has
    /// woken the wait already, so a worker that knows it took all there was saves the round that finds nothing.
    /// </summary>
    protected virtual bool LooksAgain(int did) => did > 0;

    /// <summary>When to look again without a wake-up, at most <c>maxIdle</c> from now; null for <c>maxIdle</c>.</summary>
    protected virtual TimeSpan? NextLook() => null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var wake = signal.NextWake(topic);
            try
            {
                var did = await RunOnceAsync(stoppingToken);
                _failures = 0;
                if (LooksAgain(did))
                {
                    continue;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                var pause = FailurePause.After(++_failures, Random.Shared.NextDouble());
                RoundFailed(logger, GetType().Name, _failures, pause.TotalSeconds, failure);
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            var idle = NextLook() is { } next && next < maxIdle ? next : maxIdle;
            if (idle > TimeSpan.Zero)
            {
                await WaitAsync(wake, idle, stoppingToken);
            }
        }
    }

    private async Task WaitAsync(Task wake, TimeSpan idle, CancellationToken ct)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(wake, Task.Delay(idle, time, waiting.Token));
        await waiting.CancelAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "worker.round_failed {Worker} failure {Failures}, next in {Pause} s")]
    private static partial void RoundFailed(ILogger logger, string worker, int failures, double pause, Exception failure);
}
