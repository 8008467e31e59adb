using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;

namespace Slipway.Webhooks.Deliveries;

/// <summary>
/// Starts attempts as places become free. Deliveries come from two sides: handed over in memory right after the commit
/// that made them, or claimed from the table by <see cref="DeliveryWorker"/>.
/// </summary>
internal sealed partial class DeliveryPump(
    DeliveryLanes lanes, DeliveryLimits limits, AttemptRunner runner, CompletionWriter writer, WakeSignal signal, ILogger<DeliveryPump> logger)
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private int _running;
    private TaskCompletionSource? _idle;
    private volatile bool _wantsMore;

    /// <summary>Whether new deliveries may be handed over in memory: while the worker of this server runs.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether a new delivery to the webhook could be attempted here without delay.</summary>
    public bool HasRoomFor(WebhookId webhook) => IsOpen && lanes.RoomFor(webhook) > 0;

    /// <summary>From now on deliveries may be handed over in memory.</summary>
    public void Open() => IsOpen = true;

    /// <summary>Takes a claimed delivery; gives it back to the table when there is no room.</summary>
    public void Offer(ClaimedDelivery claim)
    {
        if (_stopping.IsCancellationRequested || !lanes.TryAdd(claim))
        {
            Run(() => writer.WriteAsync(new Completion.Released(claim)));
            return;
        }
        StartAll();
    }

    /// <summary>The worker left due deliveries in the table: wake it as soon as there is room again.</summary>
    public void WantsMore(bool wants) => _wantsMore = wants;

    /// <summary>Ends when nothing is in flight and nothing waits here.</summary>
    public Task IdleAsync()
    {
        lock (_gate)
        {
            return _running == 0
                ? Task.CompletedTask
                : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>
    /// Lets attempts in flight end until <paramref name="ct"/>, then cuts them off; gives everything else back. None of this
    /// counts as an attempt.
    /// </summary>
    public async Task StopAsync(CancellationToken ct)
    {
        IsOpen = false;
        foreach (var waiting in lanes.TakeWaiting())
        {
            Run(() => writer.WriteAsync(new Completion.Released(waiting)));
        }
        await IdleAsync().WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync();
        await IdleAsync();
    }

    private void StartAll()
    {
        while (lanes.TryStart(out var claim))
        {
            Run(() => AttemptAsync(claim));
        }
    }

    private async Task AttemptAsync(ClaimedDelivery claim)
    {
        try
        {
            Completion completion;
            try
            {
                completion = await runner.RunAsync(claim, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                completion = new Completion.Released(claim);
            }
            await writer.WriteAsync(completion);
        }
        finally
        {
            lanes.Finish(claim);
            StartAll();
            if (_wantsMore && lanes.RoomFor(claim.WebhookId) >= limits.InFlightPerWebhook)
            {
                signal.WakeHere(WaitingDeliveries.Due);
            }
        }
    }

    private void Run(Func<Task> work)
    {
        lock (_gate)
        {
            _running++;
        }
        _ = Task.Run(async () =>
        {
            try
            {
                await work();
            }
            catch (Exception failure)
            {
                // A bug or the database: the lease gives the delivery back.
                Crashed(logger, failure);
            }
            finally
            {
                lock (_gate)
                {
                    if (--_running == 0)
                    {
                        _idle?.TrySetResult();
                        _idle = null;
                    }
                }
            }
        });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "delivery.crashed")]
    private static partial void Crashed(ILogger logger, Exception failure);
}
