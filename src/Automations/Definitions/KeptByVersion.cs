using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Automations.Definitions;

/// <summary>What was read of versions' texts, kept since a version never changes. It begins anew when that is too much.</summary>
internal sealed class KeptByVersion<T>
    where T : class
{
    private const int MaxKept = 10_000;
    private const long MaxLength = 16 << 20;
    private readonly ConcurrentDictionary<AutomationVersionId, T> _kept = new();
    private long _length;

    public bool TryGet(AutomationVersionId version, [NotNullWhen(true)] out T? value) => _kept.TryGetValue(version, out value);

    /// <summary>Keeps it, and returns what is kept.</summary>
    /// <param name="length">Characters of the text that it was read from.</param>
    public T Keep(AutomationVersionId version, T value, int length)
    {
        if (_kept.Count >= MaxKept || Interlocked.Add(ref _length, length) > MaxLength)
        {
            _kept.Clear();
            Interlocked.Exchange(ref _length, length);
        }
        return _kept.GetOrAdd(version, value);
    }
}
