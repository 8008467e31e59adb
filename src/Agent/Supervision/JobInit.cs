using System.Runtime.InteropServices;
using Slipway.Agent.Processes;
using Slipway.Api.Commands;

namespace Slipway.Agent.Supervision;

/// <summary>
/// The first process of a job's own PID namespace: starts the job as the second and awaits whom it leaves. A job that was
/// the first itself would not hear SIGTERM. When this process dies, so does everything in the namespace.
/// </summary>
internal static class JobInit
{
    /// <summary>Runs the command and answers its exit code.</summary>
    public static int Run(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        var id = ChildProcess.Start(new ChildStart
        {
            Program = command[0],
            Arguments = command,
            Environment = environment,
            OwnSession = false,
        });
        if (id < 0)
        {
            Console.Error.WriteLine($"slipway-agent: {StartProblem.Explain(-id, command[0])}");
            return 127;
        }

        while (ChildProcess.AwaitAny() is var (ended, code))
        {
            if (ended == id)
            {
                return code;
            }
        }

        return ExitCodes.Failed;
    }
}
