using Slipway.Access;

namespace Slipway.Launch.Claims;

/// <summary>A claim that found nothing and waits.</summary>
internal sealed class WaitingAgent
{
    private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required TeamId Team { get; init; }

    /// <summary>By their names, whether they are there or not.</summary>
    public required IReadOnlySet<string> Queues { get; init; }

    public required IReadOnlySet<string> Labels { get; init; }

    public required IReadOnlySet<string> Runners { get; init; }

    /// <summary>Ends when there may be something for it.</summary>
    public Task Woken => _woken.Task;

    /// <summary>Whether this call was the one that woke it.</summary>
    public bool Wake() => _woken.TrySetResult();
}
