using Slipway.Agent.Processes;
using Slipway.Agent.Spool;

namespace Slipway.Agent.Supervision;

/// <summary>The job as a child of this process, with all its descendants.</summary>
internal sealed class JobProcess
{
    private readonly int _isolationDepth;
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _alone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private JobProcess(int isolationDepth) => _isolationDepth = isolationDepth;

    public int Id { get; private set; }

    /// <summary>The exit code of the job's first process.</summary>
    public Task<int> Exit => _exit.Task;

    /// <summary>Starts it; the text says why it could not be.</summary>
    public static async Task<(JobProcess? Job, string? Failure)> StartAsync(StartPlan plan, string log)
    {
        if (plan.Command.Count == 0)
        {
            return (null, "the job names no command.");
        }

        var searchPath = plan.Environment.GetValueOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        var (program, problem) = StartProblem.Find(plan.Command[0], plan.WorkFolder, searchPath);
        if (program is null)
        {
            return (null, problem);
        }

        ChildProcess.AdoptOrphans();
        var isIsolated = plan.Isolation.Count > 0;
        var start = new ChildStart
        {
            Program = isIsolated ? plan.Isolation[0] : program,
            Arguments = isIsolated ? [.. plan.Isolation, program, .. plan.Command.Skip(1)] : plan.Command,
            Environment = plan.Environment,
            Folder = plan.WorkFolder,
            Log = log,
            OwnSession = true,
        };

        // To a child that is to die with its parent, the parent is the thread that started it: one that stays to the end.
        var job = new JobProcess(isIsolated ? 2 : 0);
        var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => job.Run(start, started)) { IsBackground = true, Name = "parent" }.Start();
        var error = await started.Task;
        return error == 0 ? (job, null) : (null, StartProblem.Explain(error, plan.Command[0]));
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

    private void Run(ChildStart start, TaskCompletionSource<int> started)
    {
        Id = ChildProcess.Start(start);
        started.SetResult(Id > 0 ? 0 : -Id);
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
