using Slipway.Agent.Spool;
using Slipway.Api.Texts;

namespace Slipway.Agent.Runners;

/// <summary>What a failure says about a start.</summary>
internal enum StartFault
{
    /// <summary>It is refused, and will be.</summary>
    Final,

    /// <summary>The backend is not there, or not well.</summary>
    Away,

    /// <summary>The backend does not know this agent or its rights, perhaps only for a moment.</summary>
    Refusing,

    /// <summary>There is no room for it now, or it lacks something that may come.</summary>
    Full,
}

/// <summary>Nothing was started, for certain, and the backend cannot be asked: somebody else may try. The message says why.</summary>
internal sealed class BackendAwayException(string message) : Exception(message);

/// <summary>The start's time is over and nothing was started, for certain. The message says what it waited for.</summary>
internal sealed class StartTimeoutException(string message) : Exception(message);

/// <summary>The lease ended before the job was started, so that another may start it. Nothing was started, for certain.</summary>
internal sealed class LeaseOverException() : Exception("the lease ended before the job was started.");

/// <summary>
/// Tries a start until it is known how it went. Up to the request that may start the job nothing can have run: then a
/// backend that stays away means that the attempt is given back. From that request on only an answer ends it.
/// </summary>
/// <param name="backend">As people call it, for words.</param>
/// <param name="start">What is started.</param>
/// <param name="folder">The attempt's.</param>
/// <param name="time">For the limits.</param>
internal sealed class StartPatience(string backend, JobStart start, AttemptFolder folder, TimeProvider time)
{
    private static readonly TimeSpan GiveBackAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RefusalPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPauseForRoom = TimeSpan.FromSeconds(10);

    private readonly long _since = start.Since ?? time.GetTimestamp();
    private long? _troubledSince;
    private TimeSpan _pause = FirstPause;

    /// <summary>What is left of the time that a start may take; not negative.</summary>
    public TimeSpan Left => Limit - time.GetElapsedTime(_since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Whether the request that may start the job was sent before, and its answer lost.</summary>
    public bool IsUnsure => folder.MayHaveBegun;

    /// <summary>What went wrong last; null when nothing did.</summary>
    public string? Words { get; private set; }

    private TimeSpan Limit => TimeSpan.FromSeconds(start.Spec.StartTimeoutSeconds);

    /// <summary>Calls <paramref name="attempt"/> until it neither fails for a moment nor leaves anything open.</summary>
    /// <param name="attempt">Looks first for what an earlier call may have brought about.</param>
    /// <param name="faultOf">What a failure says.</param>
    /// <param name="ct">Leaves it open.</param>
    public async Task<T> UntilKnownAsync<T>(Func<CancellationToken, Task<T>> attempt, Func<Exception, StartFault> faultOf, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(start.Preparing, ct);
        while (true)
        {
            try
            {
                return await attempt(stop.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException && !stop.IsCancellationRequested && faultOf(e) is var fault && fault != StartFault.Final)
            {
                await PauseAsync(e, fault, stop.Token);
            }
        }
    }

    /// <summary>To be called before the request that may start the job.</summary>
    /// <exception cref="LeaseOverException">Another may start it by now.</exception>
    public void Commit()
    {
        if (!start.MayRun && start.Spec.KillAtLeaseEnd && folder.Lease.Left() is { } left && left <= TimeSpan.Zero)
        {
            throw new LeaseOverException();
        }

        start.MayRun = true;
        folder.MayHaveBegun = true;
    }

    private async Task PauseAsync(Exception failure, StartFault fault, CancellationToken ct)
    {
        var words = fault switch
        {
            StartFault.Away => $"{backend} does not answer: {CauseWords.Of(failure)}",
            StartFault.Refusing => $"{backend} refuses this agent: {failure.Message}",
            _ => failure.Message,
        };
        Words = words;
        start.Waits?.Invoke(words);
        var since = _troubledSince ??= time.GetTimestamp();
        var troubled = time.GetElapsedTime(since);
        if (!start.MayRun && fault == StartFault.Away && troubled >= Min(GiveBackAfter, Limit / 2))
        {
            throw new BackendAwayException(words);
        }

        if (fault == StartFault.Refusing && troubled >= RefusalPatience)
        {
            throw new StartFailedException(words);
        }

        if (!start.MayRun && Left == TimeSpan.Zero)
        {
            throw new StartTimeoutException(words);
        }

        // With the last look as the time for the start ends.
        await Task.Delay(Left > TimeSpan.Zero ? Min(_pause, Left) : _pause, time, ct);
        _pause = Min(_pause * 2, fault == StartFault.Full ? LongestPauseForRoom : LongestPause);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
