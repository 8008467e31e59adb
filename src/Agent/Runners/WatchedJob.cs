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
/// <param name="startsWithin">How long its program may take until it runs; null when somebody else holds that time.</param>
/// <param name="time">For the limits.</param>
internal sealed class WatchedJob(AttemptFolder folder, AttemptSpecBody spec, IBackendJob job, TimeSpan? startsWithin, TimeProvider time)
    : IRunningJob
{
    // A cancellation wakes us; the lease is written by another thread and seen with the next look.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>At the end of a lease there is no time to be kind: soon another runs it.</summary>
    private static readonly TimeSpan LeaseGrace = TimeSpan.FromSeconds(2);

    private readonly long _since = time.GetTimestamp();
    private readonly SemaphoreSlim _woken = new(0);
    private volatile Action? _changed;
    private volatile string? _waiting;
    private volatile bool _hasBegun;

    public string? BackendRef => job.BackendRef;

    public bool HasBegun => _hasBegun;

    public string? Waiting => _hasBegun ? null : _waiting;

    public void OnChange(Action changed) => _changed = changed;

    public Task FollowLogAsync(CancellationToken ct) => job.FollowLogAsync(folder.RawLog, ct);

    public async Task<JobEnd> WaitAsync(CancellationToken ct)
    {
        var begun = BegunAsync(ct);
        var exit = job.ExitAsync(ct);
        var cause = folder.Ending ?? await CauseAsync(begun, exit, ct);
        var words = Waiting;
        if (cause != EndCause.Exited)
        {
            folder.Ending = cause;
            await EndAsync(exit, cause, ct);
        }

        var end = await exit;
        return folder.End = cause == EndCause.Exited ? end : end with { Cause = cause, Message = cause == EndCause.StartTimeout ? words : null };
    }

    public Task CancelAsync(CancellationToken ct)
    {
        WholeFile.WriteText(folder.CancelFile, "");
        _woken.Release();
        return Task.CompletedTask;
    }

    private async Task<BegunAt> BegunAsync(CancellationToken ct)
    {
        var ranFor = await job.BegunAsync(
            words =>
            {
                if (_waiting != words)
                {
                    _waiting = words;
                    _changed?.Invoke();
                }
            },
            ct);
        var at = new BegunAt(ranFor, time.GetTimestamp());
        _hasBegun = true;
        _changed?.Invoke();
        return at;
    }

    private async Task<EndCause> CauseAsync(Task<BegunAt> begun, Task exit, CancellationToken ct)
    {
        while (!exit.IsCompleted)
        {
            if (File.Exists(folder.CancelFile))
            {
                return EndCause.Cancelled;
            }

            var next = LookEvery;
            if (!begun.IsCompleted && startsWithin is { } within)
            {
                var left = within - time.GetElapsedTime(_since);
                if (left <= TimeSpan.Zero)
                {
                    return EndCause.StartTimeout;
                }

                next = Min(next, left);
            }

            // The time that a job may run begins with its program.
            if (begun.IsCompletedSuccessfully && spec.RunTimeoutSeconds is { } limit)
            {
                var (ranFor, since) = await begun;
                var left = TimeSpan.FromSeconds(limit) - ranFor - time.GetElapsedTime(since);
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

            await Task.WhenAny(exit, begun.IsCompleted ? exit : begun, _woken.WaitAsync(next, ct));
            ct.ThrowIfCancellationRequested();
        }

        return EndCause.Exited;
    }

    private async Task EndAsync(Task exit, EndCause cause, CancellationToken ct)
    {
        var grace = TimeSpan.FromSeconds(spec.CancelGraceSeconds);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var stopping = job.StopAsync(cause == EndCause.LeaseEnd || !_hasBegun ? Min(grace, LeaseGrace) : grace, ended.Token);
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

    /// <summary>For how long it had been running at a time stamp.</summary>
    private sealed record BegunAt(TimeSpan RanFor, long Since);
}
