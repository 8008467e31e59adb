namespace Slipway.Api.Queues;

/// <summary>The states of a queue item, as spelled on the wire.</summary>
public static class ItemStates
{
    /// <summary>Waits for an agent; the reason says for what.</summary>
    public const string Queued = "queued";

    /// <summary>An agent has it and has not begun.</summary>
    public const string Claimed = "claimed";

    /// <summary>The agent holds the right to start it.</summary>
    public const string Starting = "starting";

    /// <summary>It runs.</summary>
    public const string Running = "running";

    /// <summary>It ended with exit code 0.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>It ended otherwise, or could not be started.</summary>
    public const string Failed = "failed";

    /// <summary>Somebody cancelled it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Nobody took it in time.</summary>
    public const string Expired = "expired";

    /// <summary>Its agent fell silent and stayed so; what became of it is unknown.</summary>
    public const string Lost = "lost";
}
