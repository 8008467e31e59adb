namespace Slipway.Agent.Spool;

/// <summary>What a supervisor starts, and when it ends it.</summary>
internal sealed record StartPlan
{
    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The whole environment of the job.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Where it starts.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>What is put before the command to give it a PID namespace of its own; empty for none.</summary>
    public required IReadOnlyList<string> Isolation { get; init; }

    /// <summary>A longer run is ended; null for no limit.</summary>
    public int? RunTimeoutSeconds { get; init; }

    /// <summary>From SIGTERM to SIGKILL.</summary>
    public required int GraceSeconds { get; init; }

    /// <summary>Whether it ends before its lease does.</summary>
    public required bool KillAtLeaseEnd { get; init; }

    /// <summary>Never the environment, which holds the job's key.</summary>
    public override string ToString() => $"start of {(Command.Count > 0 ? Command[0] : "nothing")} (***)";
}
