namespace Slipway.Launch.Items;

/// <summary>Where a queue item stands. docs/state-machines.md draws the ways between the states.</summary>
public enum ItemState
{
    /// <summary>Waits for an agent.</summary>
    Queued,

    /// <summary>An agent has it and has no right to start it yet.</summary>
    Claimed,

    /// <summary>The agent holds the right to start it.</summary>
    Starting,

    Running,

    /// <summary>Ended with exit code 0.</summary>
    Succeeded,

    /// <summary>Ended otherwise, or could not be started.</summary>
    Failed,

    Cancelled,

    /// <summary>Nobody took it in time.</summary>
    Expired,

    /// <summary>Its agent fell silent and stayed so.</summary>
    Lost,
}
