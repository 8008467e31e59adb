using System.Runtime.InteropServices;
using Slipway.Agent.Processes;
using Slipway.Agent.Spool;

namespace Slipway.Agent.Supervision;

/// <summary>
/// Starts one job and stays with it to its end, whatever becomes of the agent: holds its time-out, its cancellation and
/// its lease, and writes down how it ended. It needs nothing but the attempt's folder.
/// </summary>
internal sealed class Supervisor(AttemptFolder folder, TimeProvider time)
{
    // Signals come at once; a file that was written without one is seen with the next look.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestGraceAtLeaseEnd = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _woken = new(0);
    private volatile bool _terminated;

    /// <summary>False when the attempt has a supervisor, or must not get one any more; nothing was started then.</summary>
    public async Task<bool> RunAsync()
    {
        if (ProcessTable.MarkOf(Environment.ProcessId) is not { } self || !folder.TryTakeSupervisor(self)
            || folder.Plan is not { } plan)
        {
            return false;
        }

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            _terminated = true;
            _woken.Release();
        });
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);

        folder.End = await SuperviseAsync(plan);
        return true;
    }

    private async Task<JobEnd> SuperviseAsync(StartPlan plan)
    {
        if (File.Exists(folder.CancelFile))
        {
            return new JobEnd { Cause = EndCause.Cancelled, EndedAt = time.GetUtcNow() };
        }

        if (plan.KillAtLeaseEnd && folder.Lease.Left() <= TimeSpan.Zero)
        {
            return new JobEnd { Cause = EndCause.LeaseEnd, EndedAt = time.GetUtcNow() };
        }

        var memory = new OutOfMemory();
        var (job, failure) = await JobProcess.StartAsync(plan, folder.RawLog);
        if (job is null)
        {
            return new JobEnd { Cause = EndCause.StartFailed, Message = failure, EndedAt = time.GetUtcNow() };
        }

        folder.Job = ProcessTable.MarkOf(job.Id);
        var started = time.GetUtcNow();
        var cause = await AwaitCauseAsync(job, plan);
        if (cause != EndCause.Exited)
        {
            await EndAsync(job, plan, cause);
        }

        var code = await job.Exit;
        await job.KillAsync(time);
        if (cause == EndCause.Exited && code == 128 + Libc.SIGKILL && memory.Happened)
        {
            cause = EndCause.OutOfMemory;
        }

        return new JobEnd { Cause = cause, ExitCode = code, StartedAt = started, EndedAt = time.GetUtcNow() };
    }

    /// <summary>Waits until the job ended or has to.</summary>
    private async Task<EndCause> AwaitCauseAsync(JobProcess job, StartPlan plan)
    {
        var since = LeaseFile.Now;
        while (true)
        {
            if (job.Exit.IsCompleted)
            {
                return EndCause.Exited;
            }

            if (File.Exists(folder.CancelFile))
            {
                return EndCause.Cancelled;
            }

            if (_terminated)
            {
                return EndCause.Interrupted;
            }

            var next = LookEvery;
            if (plan.RunTimeoutSeconds is { } limit)
            {
                var left = TimeSpan.FromSeconds(limit) - TimeSpan.FromTicks((LeaseFile.Now - since) / 100);
                if (left <= TimeSpan.Zero)
                {
                    return EndCause.RunTimeout;
                }

                next = Min(next, left);
            }

            if (plan.KillAtLeaseEnd && folder.Lease.Left() is { } lease)
            {
                if (lease <= TimeSpan.Zero)
                {
                    return EndCause.LeaseEnd;
                }

                next = Min(next, lease);
            }

            await Task.WhenAny(job.Exit, _woken.WaitAsync(next));
        }
    }

    private async Task EndAsync(JobProcess job, StartPlan plan, EndCause cause)
    {
        // At the end of a lease there is no time to be kind: soon another runs it.
        var grace = TimeSpan.FromSeconds(plan.GraceSeconds);
        grace = cause == EndCause.LeaseEnd ? Min(grace, Min(folder.Lease.Grace, LongestGraceAtLeaseEnd)) : grace;
        job.Terminate();
        await Task.WhenAny(job.Exit, Task.Delay(grace, time));
        await job.KillAsync(time);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
