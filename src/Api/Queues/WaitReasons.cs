namespace Slipway.Api.Queues;

/// <summary>Why a queued item waits, the first that holds.</summary>
public static class WaitReasons
{
    /// <summary>The queue is paused.</summary>
    public const string QueuePaused = "queue_paused";

    /// <summary>Its time has not come.</summary>
    public const string NotBefore = "not_before";

    /// <summary>No live agent serves the queue.</summary>
    public const string NoAgent = "no_agent";

    /// <summary>Live agents serve the queue and none has its labels.</summary>
    public const string LabelMismatch = "label_mismatch";

    /// <summary>As many of the queue run as may at once.</summary>
    public const string QueueLimit = "queue_limit";

    /// <summary>Every fitting agent is at its capacity, or about to take it.</summary>
    public const string AgentsBusy = "agents_busy";
}
