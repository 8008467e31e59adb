using Slipway.Launch.Agents;

namespace Slipway.Launch.Claims;

/// <summary>A claim that found nothing and waits.</summary>
internal sealed class WaitingAgent(AgentId agent, IReadOnlySet<long> queues, IReadOnlySet<string> labels)
{
    private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AgentId Agent => agent;

    public IReadOnlySet<long> Queues => queues;

    public IReadOnlySet<string> Labels => labels;

    /// <summary>Ends when there may be something for it.</summary>
    public Task Woken => _woken.Task;

    /// <summary>Whether this call was the one that woke it.</summary>
    public bool Wake() => _woken.TrySetResult();
}
