using System.Diagnostics;
using System.Globalization;
using Slipway.Agent.Processes;
using Slipway.Agent.Spool;

namespace Slipway.Agent.Runners;

/// <summary>A process with its supervisor.</summary>
/// <param name="folder">All that is known of it.</param>
/// <param name="child">The supervisor, when this process started it; null when an earlier one did.</param>
/// <param name="time">For the record of a supervisor that is gone.</param>
internal sealed class SupervisedJob(AttemptFolder folder, Process? child, TimeProvider time) : IRunningJob
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookForBeginEvery = TimeSpan.FromMilliseconds(20);
    private volatile Action? _changed;
    private volatile bool _hasBegun;

    public string? BackendRef => folder.Job is { } job ? $"pid {job.Id.ToString(CultureInfo.InvariantCulture)}" : null;

    /// <remarks>
    /// Not before its supervisor started it: an agent that is killed in between finds nothing of it, and says so, which the
    /// server takes for a job that ran and was lost when it was told before that it runs.
    /// </remarks>
    public bool HasBegun => _hasBegun;

    public void OnChange(Action changed) => _changed = changed;

    public async Task FollowLogAsync(CancellationToken ct) => await EndAsync(ct);

    public async Task<JobEnd> WaitAsync(CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var begun = SeeBeginAsync(ended.Token);
        try
        {
            return await EndAsync(ct);
        }
        finally
        {
            await ended.CancelAsync();
            await begun;
        }
    }

    public Task CancelAsync(CancellationToken ct)
    {
        WholeFile.WriteText(folder.CancelFile, "");
        ProcessTable.Signal(folder.Supervisor, Libc.SIGTERM);
        return Task.CompletedTask;
    }

    private async Task<JobEnd> EndAsync(CancellationToken ct)
    {
        if (child is not null)
        {
            await child.WaitForExitAsync(ct);
        }
        else
        {
            using var timer = new PeriodicTimer(LookEvery, time);
            while (folder.End is null && ProcessTable.IsAlive(folder.Supervisor))
            {
                await timer.WaitForNextTickAsync(ct);
            }
        }

        return folder.End ?? Interrupted();
    }

    private async Task SeeBeginAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookForBeginEvery, time);
        try
        {
            while (folder.Job is null)
            {
                await timer.WaitForNextTickAsync(ct);
            }
        }
        catch (OperationCanceledException)
        {
            // It ended, or nobody waits for it any more.
            return;
        }

        _hasBegun = true;
        _changed?.Invoke();
    }

    /// <summary>The supervisor was killed: nobody knows how the job would have ended, and nobody limits it any more.</summary>
    private JobEnd Interrupted()
    {
        ProcessTable.KillTree(folder.Job);
        ProcessTable.KillMarked(ProcessRunner.FolderVariable, folder.FullPath);
        var end = folder.Job is null && folder.Supervisor is null
            ? new JobEnd { Cause = EndCause.StartFailed, Message = "the supervisor ended before it began.", EndedAt = time.GetUtcNow() }
            : new JobEnd { Cause = EndCause.Interrupted, Message = "its supervisor was killed.", EndedAt = time.GetUtcNow() };
        folder.End = end;
        return end;
    }
}
