using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Storage;

namespace Slipway.Access;

/// <summary>
/// The right to an answer that goes on for long, such as a stream of events or the connection of a page. It is looked up
/// anew every <see cref="LookEvery"/>, and at once when somebody's rights change; when it is gone, the answer ends.
/// </summary>
public sealed class LastingRight : IAsyncDisposable
{
    /// <summary>How long a right that was taken away may go unnoticed, at the most.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);

    // The database may be away for a moment, which is no reason to break off what everybody is doing.
    private static readonly TimeSpan Unknown = TimeSpan.FromMinutes(1);

    // Changes come in crowds, as when a team is filled; one look is enough for all of them.
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenSource _ended = new();
    private readonly WakeSignal _signal;
    private readonly TimeProvider _time;
    private readonly Func<CancellationToken, Task<bool>> _holds;
    private readonly Task _watching;

    internal LastingRight(Func<CancellationToken, Task<bool>> holds, WakeSignal signal, TimeProvider time, CancellationToken aborted)
    {
        (_holds, _signal, _time) = (holds, signal, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(aborted, _ended.Token);
        _watching = WatchAsync(_end.Token);
    }

    /// <summary>Ends with the right, and with the request.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Ends with the right alone.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Begins to watch over the right of whoever sent the request.</summary>
    /// <param name="mayStill">Whether that actor, as they are now, may still have the answer.</param>
    public static LastingRight Watch(HttpContext context, Func<Actor, CancellationToken, Task<bool>> mayStill)
    {
        var feature = context.Features.Get<ActorFeature>();
        return new LastingRight(
            async ct => feature is not null && await feature.LookAgainAsync(ct) is { } actor && await mayStill(actor, ct),
            context.RequestServices.GetRequiredService<WakeSignal>(),
            context.RequestServices.GetRequiredService<TimeProvider>(),
            context.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
        _ended.Dispose();
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        try
        {
            var held = _time.GetTimestamp();
            while (true)
            {
                var changed = _signal.NextWake(AccessTopics.Changed);
                try
                {
                    if (!await _holds(ct))
                    {
                        break;
                    }
                    held = _time.GetTimestamp();
                }
                catch (Exception) when (!ct.IsCancellationRequested && _time.GetElapsedTime(held) < Unknown)
                {
                    // It is looked up again with the next look.
                }
                await Task.WhenAny(changed, Task.Delay(LookEvery, _time, ct));
                await Task.Delay(Together, _time, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (Exception)
        {
            // A right that cannot be looked up for long is none: the answer ends, and whoever has the right asks again.
        }
        await _ended.CancelAsync();
    }
}
