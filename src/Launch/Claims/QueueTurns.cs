using System.Collections.Concurrent;

namespace Slipway.Launch.Claims;

/// <summary>
/// Sees to it that no queue starves. Agents take the most urgent item of all their queues; a queue of less urgent ones, which
/// was passed over for as long as <see cref="LaunchOptions.Turn"/>, gets one item through, and waits anew then. Each server
/// counts for itself.
/// </summary>
internal sealed class QueueTurns(LaunchOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, long> _passedOverSince = new();

    /// <summary>Those of the queues that have been passed over for too long, the longest first.</summary>
    public IReadOnlyList<long> Overdue(IEnumerable<long> queues) =>
    [
        .. queues.Select(id => (Id: id, IsKnown: _passedOverSince.TryGetValue(id, out var since), Since: since))
            .Where(queue => queue.IsKnown && time.GetElapsedTime(queue.Since) >= options.Turn)
            .OrderBy(queue => queue.Since).Select(queue => queue.Id),
    ];

    /// <summary>Notes one claim.</summary>
    /// <param name="settled">Queues of which something was taken, or in which nothing waits.</param>
    /// <param name="passedOver">Queues in which something waits that could have been taken and was not, for want of slots.</param>
    public void Claimed(IEnumerable<long> settled, IEnumerable<long> passedOver)
    {
        foreach (var id in settled)
        {
            _passedOverSince.TryRemove(id, out _);
        }
        foreach (var id in passedOver)
        {
            _passedOverSince.TryAdd(id, time.GetTimestamp());
        }
    }
}
