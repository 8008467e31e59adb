namespace Slipway.Runs;

/// <summary>Where a run stands. docs/state-machines.md draws the ways between the states.</summary>
public enum RunState
{
    /// <summary>Queued or starting.</summary>
    Pending,

    Running,

    /// <summary>Ended with exit code 0.</summary>
    Finished,

    /// <summary>Ended otherwise.</summary>
    Failed,

    /// <summary>Fell silent.</summary>
    Crashed,

    /// <summary>Ended by somebody.</summary>
    Killed,
}
