using System.Collections.Concurrent;

namespace Slipway.Agent.Attempts;

/// <summary>The attempts that this process takes care of, by id.</summary>
internal sealed class AttemptBook
{
    private readonly ConcurrentDictionary<string, TrackedAttempt> _attempts = new(StringComparer.Ordinal);
    private volatile TaskCompletionSource _change = New();

    public IReadOnlyCollection<TrackedAttempt> All => [.. _attempts.Values];

    public int Count => _attempts.Count;

    /// <summary>Completes with the next attempt that comes, goes or gets on. Take it before looking.</summary>
    public Task Change => _change.Task;

    public TrackedAttempt? Find(string id) => _attempts.GetValueOrDefault(id);

    /// <summary>False when it is there already.</summary>
    public bool TryAdd(TrackedAttempt attempt)
    {
        var added = _attempts.TryAdd(attempt.Spec.Id, attempt);
        Changed();
        return added;
    }

    public void Remove(TrackedAttempt attempt)
    {
        _attempts.TryRemove(attempt.Spec.Id, out _);
        Changed();
    }

    public void Changed() => Interlocked.Exchange(ref _change, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
