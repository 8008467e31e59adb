using Slipway.Agent.Processes;
using Slipway.Agent.Spool;

namespace Slipway.Agent.Supervision;

/// <summary>The job as a child of this process, with all its descendants.</summary>
internal sealed class JobProcess
{
    private readonly int _isolationDepth;
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _alone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private JobProcess(int id, int isolationDepth)
    {
        Id = id;
        _isolationDepth = isolationDepth;
        new Thread(Reap) { IsBackground = true, Name = "reaper" }.Start();
    }

    public int Id { get; }

    /// <summary>The exit code of the job's first process.</summary>
    public Task<int> Exit => _exit.Task;

    /// <summary>Starts it; the text says why it could not be.</summary>
    public static (JobProcess? Job, string? Failure) Start(StartPlan plan, string log)
    {
        if (plan.Command.Count == 0)
        {
            return (null, "the job names no command.");
        }

        var searchPath = plan.Environment.GetValueOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        if (ProgramSearch.Find(plan.Command[0], plan.WorkFolder, searchPath) is not { } program)
        {
            return (null, $"there is no program '{plan.Command[0]}' in {plan.WorkFolder} or on the path {searchPath}.");
        }

        if (!ProgramSearch.IsExecutable(program))
        {
            return (null, $"'{plan.Command[0]}' is not executable.");
        }

        ChildProcess.AdoptOrphans();
        IReadOnlyList<string> arguments = plan.Isolation.Count == 0
            ? plan.Command
            : [.. plan.Isolation, program, .. plan.Command.Skip(1)];
        var id = ChildProcess.Start(new ChildStart
        {
            Program = plan.Isolation.Count == 0 ? program : plan.Isolation[0],
            Arguments = arguments,
            Environment = plan.Environment,
            Folder = plan.WorkFolder,
            Log = log,
            OwnSession = true,
        });
        return id > 0
            ? (new JobProcess(id, plan.Isolation.Count == 0 ? 0 : 2), null)
            : (null, Explain(-id, plan.Command[0]));
    }

    /// <summary>
    /// Asks every process of the job to end. What isolates it is passed over: without it the job would be killed on the spot.
    /// </summary>
    public void Terminate()
    {
        foreach (var (id, depth) in ProcessTable.DescendantsOf(Environment.ProcessId))
        {
            if (depth > _isolationDepth)
            {
                Libc.Kill(id, Libc.SIGTERM);
            }
        }
    }

    /// <summary>Ends every process of the job, also those in sessions of their own, and returns when all are gone.</summary>
    public async Task KillAsync(TimeProvider time)
    {
        // Again and again: who is forking while we look is found the next time.
        while (!_alone.Task.IsCompleted)
        {
            foreach (var (id, _) in ProcessTable.DescendantsOf(Environment.ProcessId))
            {
                Libc.Kill(id, Libc.SIGKILL);
            }

            await Task.WhenAny(_alone.Task, Task.Delay(TimeSpan.FromMilliseconds(20), time));
        }
    }

    private static string Explain(int error, string program) => error switch
    {
        2 => $"'{program}' names an interpreter that does not exist.",
        8 => $"'{program}' is no program that this host can run; a script begins with #! and its interpreter.",
        13 => $"'{program}' may not be executed.",
        _ => $"'{program}' could not be started (error {error}).",
    };

    private void Reap()
    {
        while (ChildProcess.AwaitAny() is var (id, code))
        {
            if (id == Id)
            {
                _exit.TrySetResult(code);
            }
        }

        _alone.TrySetResult();
    }
}
