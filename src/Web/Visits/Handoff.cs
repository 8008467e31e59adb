using System.Collections.Concurrent;

namespace Slipway.Web.Visits;

/// <summary>
/// What a page read while it was prerendered, kept for the circuit that takes the page over a moment later: it need not be
/// read twice, and nothing flickers. In memory and for seconds; a circuit on another server reads anew.
/// </summary>
internal sealed class Handoff(TimeProvider time)
{
    /// <summary>Bytes of all that waits.</summary>
    public const long MaxBytes = 64 << 20;

    /// <summary>Bytes of one page; a larger one is read again by its circuit.</summary>
    public const long MaxPage = 4 << 20;

    private const int Most = 1000;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<Guid, Waiting> _waiting = new();
    private long _bytes;

    /// <summary>Keeps something; returns what it is asked for by. Nobody can guess that.</summary>
    public Guid Keep(object data)
    {
        foreach (var (old, _) in _waiting.Where(one => IsOver(one.Value.At)))
        {
            Remove(old);
        }

        var id = Guid.NewGuid();
        if (_waiting.Count < Most && ObjectSize.Of(data, MaxPage) is { } size && Interlocked.Add(ref _bytes, size) is var all)
        {
            if (all <= MaxBytes)
            {
                _waiting[id] = new Waiting(data, size, time.GetTimestamp());
            }
            else
            {
                Interlocked.Add(ref _bytes, -size);
            }
        }

        return id;
    }

    /// <summary>Hands it over, once; null when it is gone or another type.</summary>
    public T? Take<T>(Guid id)
        where T : class =>
        Remove(id) is { } kept && !IsOver(kept.At) ? kept.Data as T : null;

    private Waiting? Remove(Guid id)
    {
        if (!_waiting.TryRemove(id, out var kept))
        {
            return null;
        }

        Interlocked.Add(ref _bytes, -kept.Size);
        return kept;
    }

    private bool IsOver(long at) => time.GetElapsedTime(at) > Kept;

    private sealed record Waiting(object Data, long Size, long At);
}
