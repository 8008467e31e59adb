using System.Globalization;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;

namespace Slipway.Agent.Attempts;

/// <summary>What the server is told about how a job ended.</summary>
internal static class Outcomes
{
    public static AttemptResult Of(JobEnd end, AttemptSpecBody spec) => end.Cause switch
    {
        EndCause.Exited when end.ExitCode == 0 =>
            new AttemptResult { Outcome = AttemptOutcomes.Succeeded, ExitCode = 0 },
        EndCause.Exited => Failed(end, "exit_code", $"the job ended with exit code {Text(end.ExitCode)}{Meaning(end.ExitCode)}. {end.Message}".TrimEnd()),
        EndCause.Cancelled =>
            new AttemptResult { Outcome = AttemptOutcomes.Cancelled, ExitCode = end.ExitCode },
        EndCause.RunTimeout =>
            Failed(end, "run_timeout", end.Message ?? $"the job ran longer than {Text(spec.RunTimeoutSeconds)} s and was ended."),
        EndCause.StartTimeout => StartTimeout(end.Message),
        EndCause.OutOfMemory =>
            Failed(end, "out_of_memory", "the job needed more memory than there was and was killed."),
        EndCause.LeaseEnd =>
            Lost("lease_ended", "the server could not be reached before the lease ended, so the job was ended."),
        EndCause.StartFailed => StartFailed(end.Message ?? "the job could not be started."),
        _ => Interrupted(end.Message ?? "what watched over the job was told to end."),
    };

    public static AttemptResult StartFailed(string message) => Refused("start_failed", message);

    /// <param name="words">What it waited for, as a sentence; null when nobody knows.</param>
    public static AttemptResult StartTimeout(string? words) =>
        Refused("start_timeout", $"It did not run within the queue's start time-out.{(words is null ? "" : $" {words}")}");

    public static AttemptResult LeaseOver { get; } = Lost("lease_ended", "the server could not be reached before the lease ended, so the job was not started.");

    public static AttemptResult Refused(string code, string message) =>
        new() { Outcome = AttemptOutcomes.Failed, Reason = $"{code}: {message}" };

    public static AttemptResult NotStarted(string message) =>
        new() { Outcome = AttemptOutcomes.NotStarted, Reason = $"not_started: {message}" };

    public static AttemptResult Interrupted(string message) => Lost("interrupted", message);

    public static AttemptResult Cancelled { get; } = new() { Outcome = AttemptOutcomes.Cancelled };

    private static AttemptResult Failed(JobEnd end, string code, string message) =>
        new() { Outcome = AttemptOutcomes.Failed, ExitCode = end.ExitCode, Reason = $"{code}: {message}" };

    /// <summary>No doing of the job's: a queue that retries tries it again.</summary>
    private static AttemptResult Lost(string code, string message) =>
        new() { Outcome = AttemptOutcomes.Lost, Reason = $"{code}: {message}" };

    /// <summary>What shells mean by the codes that they keep for themselves; the end of the log names the file.</summary>
    private static string Meaning(int? exitCode) => exitCode switch
    {
        126 => ", by which a shell says that a file may not be executed; see the end of the log. Files of an artifact carry no "
            + "permissions: start a script through its interpreter (sh FILE), or give the right first (chmod +x FILE)",
        127 => ", by which a shell says that a command or the interpreter of a script was not found; see the end of the log",
        _ => "",
    };

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "?";
}
