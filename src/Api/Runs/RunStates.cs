namespace Slipway.Api.Runs;

/// <summary>The states of a run, as spelled on the wire.</summary>
public static class RunStates
{
    /// <summary>Queued or starting; it has not begun.</summary>
    public const string Pending = "pending";

    /// <summary>It runs.</summary>
    public const string Running = "running";

    /// <summary>It ended with exit code 0.</summary>
    public const string Finished = "finished";

    /// <summary>It ended otherwise.</summary>
    public const string Failed = "failed";

    /// <summary>It fell silent.</summary>
    public const string Crashed = "crashed";

    /// <summary>Somebody ended it.</summary>
    public const string Killed = "killed";
}
