using Slipway.Agent.Spool;
using Slipway.Api.Agents;

namespace Slipway.Agent.Runners;

/// <summary>
/// A job on a backend under this agent's eyes: holds its time-out, its cancellation and its lease. What it decides is
/// noted in the attempt's folder before it is done, so that the next process calls the end by the same name.
/// </summary>
/// <param name="folder">The attempt's.</param>
/// <param name="spec">Its limits.</param>
/// <param name="job">What the backend can do.</param>
/// <param name="ranFor">For how long it has been running already.</param>
/// <param name="time">For the limits.</param>
internal sealed class WatchedJob(AttemptFolder folder, AttemptSpecBody spec, IBackendJob job, TimeSpan ranFor, TimeProvider time)
    : IRunningJob
{
    // A cancellation wakes us; the lease is written by another thread and seen with the next look.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>At the end of a lease there is no time to be kind: soon another runs it.</summary>
    private static readonly TimeSpan LeaseGrace = TimeSpan.FromSeconds(2);

    private readonly long _since = time.GetTimestamp();
    private readonly SemaphoreSlim _woken = new(0);

    public string? BackendRef => job.BackendRef;

    public Task FollowLogAsync(CancellationToken ct) => job.FollowLogAsync(folder.RawLog, ct);

    public async Task<JobEnd> WaitAsync(CancellationToken ct)
    {
        var exit = job.ExitAsync(ct);
        var cause = folder.Ending ?? await CauseAsync(exit, ct);
        if (cause != EndCause.Exited)
        {
            folder.Ending = cause;
            await EndAsync(exit, cause, ct);
        }

        var end = await exit;
        return folder.End = cause == EndCause.Exited ? end : end with { Cause = cause };
    }

    public Task CancelAsync(CancellationToken ct)
    {
        WholeFile.WriteText(folder.CancelFile, "");
        _woken.Release();
        return Task.CompletedTask;
    }

    private async Task<EndCause> CauseAsync(Task exit, CancellationToken ct)
    {
        while (!exit.IsCompleted)
        {
            if (File.Exists(folder.CancelFile))
            {
                return EndCause.Cancelled;
            }

            var next = LookEvery;
            if (spec.RunTimeoutSeconds is { } limit)
            {
                var left = TimeSpan.FromSeconds(limit) - ranFor - time.GetElapsedTime(_since);
                if (left <= TimeSpan.Zero)
                {
                    return EndCause.RunTimeout;
                }

                next = Min(next, left);
            }

            if (spec.KillAtLeaseEnd && folder.Lease.Left() is { } lease)
            {
                if (lease <= TimeSpan.Zero)
                {
                    return EndCause.LeaseEnd;
                }

                next = Min(next, lease);
            }

            await Task.WhenAny(exit, _woken.WaitAsync(next, ct));
            ct.ThrowIfCancellationRequested();
        }

        return EndCause.Exited;
    }

    private async Task EndAsync(Task exit, EndCause cause, CancellationToken ct)
    {
        var grace = TimeSpan.FromSeconds(spec.CancelGraceSeconds);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var stopping = job.StopAsync(cause == EndCause.LeaseEnd ? Min(grace, LeaseGrace) : grace, ended.Token);
        await Task.WhenAny(exit, stopping);
        if (!stopping.IsCompleted)
        {
            await ended.CancelAsync();
        }

        try
        {
            await stopping;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It has ended; nobody needs to be asked any more.
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
