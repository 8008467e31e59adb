using System.Collections.Concurrent;

namespace Slipway.Web.Visits;

/// <summary>
/// What a page read while it was prerendered, kept for the circuit that takes the page over a moment later: it need not be
/// read twice, and nothing flickers. In memory and for seconds; a circuit on another server reads anew.
/// </summary>
internal sealed class Handoff(TimeProvider time)
{
    private const int Most = 1000;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<Guid, (object Data, long At)> _waiting = new();

    /// <summary>Keeps something; returns what it is asked for by. Nobody can guess that.</summary>
    public Guid Keep(object data)
    {
        foreach (var (old, _) in _waiting.Where(one => IsOver(one.Value.At)))
        {
            _waiting.TryRemove(old, out _);
        }

        var id = Guid.NewGuid();
        if (_waiting.Count < Most)
        {
            _waiting[id] = (data, time.GetTimestamp());
        }

        return id;
    }

    /// <summary>Hands it over, once; null when it is gone or another type.</summary>
    public T? Take<T>(Guid id)
        where T : class =>
        _waiting.TryRemove(id, out var kept) && !IsOver(kept.At) ? kept.Data as T : null;

    private bool IsOver(long at) => time.GetElapsedTime(at) > Kept;
}
