using System.Collections.Concurrent;

namespace Slipway.Storage;

/// <summary>A kind of work that a worker may wait for. The name travels between servers.</summary>
public readonly record struct WakeTopic(string Name);

/// <summary>
/// Wakes the workers of this process, and asks the relay to wake those of other servers. A wake-up may be lost without
/// harm, since every worker also polls.
/// </summary>
public sealed class WakeSignal
{
    private readonly ConcurrentDictionary<WakeTopic, TaskCompletionSource> _waiting = new();

    /// <summary>Set by a provider whose database has several servers.</summary>
    public Action<WakeTopic>? Relay { get; set; }

    /// <summary>Wakes here and elsewhere.</summary>
    public void Wake(WakeTopic topic)
    {
        WakeHere(topic);
        Relay?.Invoke(topic);
    }

    /// <summary>Wakes the waiters of this process only.</summary>
    public void WakeHere(WakeTopic topic)
    {
        if (_waiting.TryRemove(topic, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>
    /// A task that ends at the next wake-up. Take it before looking for work, wait on it after finding none: then no
    /// wake-up between the two is missed.
    /// </summary>
    public Task NextWake(WakeTopic topic) =>
        _waiting.GetOrAdd(topic, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
