using System.Runtime.CompilerServices;
using Slipway.Access;
using Slipway.Events;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Automations.Http;

/// <summary>The live tail of the log: waits for the wake-up of an append, reads what is new, in the order of the numbers.</summary>
internal sealed class EventStream(EventOperations events, WakeSignal signal, TimeProvider time)
{
    private const int BatchSize = 200;

    // Wake-ups may be lost (and those of another server come late), so the tail also looks by itself.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>The number after which to begin: the given one, else the newest.</summary>
    public async Task<Outcome<long>> StartAsync(Actor actor, string team, long? after, CancellationToken ct)
    {
        var last = await events.LastNumberAsync(actor, team, ct);
        return last.IsRefused(out var refusal) ? refusal : after ?? last.Value;
    }

    /// <summary>Whether the actor may follow the events of the team.</summary>
    public async Task<bool> IsOpenToAsync(Actor actor, string team, CancellationToken ct) =>
        (await events.LastNumberAsync(actor, team, ct)).Refusal is null;

    /// <summary>Batches of new events; an empty one when nothing happened for a while. Ends when access is lost.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LoggedEvent>> FollowAsync(
        Actor actor, string team, EventFilter filter, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var wake = signal.NextWake(EventLog.Appended);
            var found = await events.ListAfterAsync(actor, team, filter, after, BatchSize, ct);
            if (found.IsRefused(out _))
            {
                yield break;
            }
            if (found.Value.Count > 0)
            {
                after = found.Value[^1].Number!.Value;
            }
            yield return found.Value;
            if (found.Value.Count < BatchSize)
            {
                await Task.WhenAny(wake, Task.Delay(LookEvery, time, ct));
                ct.ThrowIfCancellationRequested();
            }
        }
    }
}
