using Slipway.Agent.Attempts;
using Slipway.Agent.Sessions;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Api.Http;

namespace Slipway.Agent.Listening;

/// <summary>Keeps the leases of all attempts, on a thread of its own that nothing else can hold up.</summary>
internal sealed class Heartbeats(
    ServerSession session, AttemptBook book, AttemptWork work, Orders orders, Journal journal, TimeProvider time)
{
    // With nothing to renew the claims are sign of life enough, unless they stay without answer; told before a lease is over,
    // when the agent would call itself cut off.
    private const double IdlePartOfLease = 0.85;
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(100);
    private bool _isHeard = true;

    /// <summary>Sends heartbeats until the token ends it. Throws what ends the agent.</summary>
    public Task RunAsync(CancellationToken ct)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Loop(ct);
                ended.SetResult();
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                ended.SetResult();
            }
            catch (Exception e)
            {
                ended.SetException(e);
            }
        })
        { IsBackground = true, Name = "heartbeats", Priority = ThreadPriority.AboveNormal };
        thread.Start();
        return ended.Task;
    }

    /// <summary>One heartbeat. False when the server could not be reached.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var lease = TimeSpan.FromMilliseconds(session.Current!.LeaseMilliseconds);
        var attempts = book.All;

        // The lease is counted from before the request: the server cannot have counted from earlier.
        var sent = LeaseFile.Now;
        HeartbeatResponse answer;
        try
        {
            answer = await session.CallAsync(
                (client, stop) => client.HeartbeatAsync(new HeartbeatRequest { Attempts = [.. attempts.Select(one => one.Beat())] }, stop),
                lease / 2,
                ct);
        }
        catch (Exception e) when (Patience.IsPassing(e, ct) || e is SlipwayApiException)
        {
            Heard(false, e.Message);
            return false;
        }

        Heard(true, "");
        foreach (var verdict in answer.Attempts)
        {
            if (book.Find(verdict.Id) is { } attempt)
            {
                try
                {
                    await attempt.UnlessOverAsync(
                        () => ObeyAsync(attempt, verdict.Verdict, sent, TimeSpan.FromMilliseconds(answer.LeaseMilliseconds), ct));
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // The leases of all others depend on the next heartbeat.
                    journal.Warn($"{attempt.Folder.Name}: '{verdict.Verdict}' could not be followed: {e.Message}");
                }
            }
        }

        await orders.FollowAsync(answer.Commands, ct);
        return true;
    }

    private void Loop(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var changed = book.Change;
            var rest = Rest();
            var succeeded = rest > TimeSpan.Zero || RunOnceAsync(ct).GetAwaiter().GetResult();
            var pause = rest > TimeSpan.Zero ? rest : TimeSpan.FromMilliseconds(session.Current!.HeartbeatMilliseconds);
            if (!succeeded)
            {
                pause = (pause < RetryEvery ? pause : RetryEvery) * (0.5 + (Random.Shared.NextDouble() / 2));
            }

            // What begins to run is told at once, and several that do so together.
            Task.Delay(pause < Together ? pause : Together, time, ct).GetAwaiter().GetResult();
            Task.WhenAny(succeeded ? changed : Task.Delay(Timeout.Infinite, ct), Task.Delay(pause, time, ct)).GetAwaiter().GetResult();
        }
    }

    /// <summary>How long no heartbeat is needed yet; not positive when one is due.</summary>
    private TimeSpan Rest() => book.Count == 0
        ? (TimeSpan.FromMilliseconds(session.Current!.LeaseMilliseconds) * IdlePartOfLease) - session.SinceAnswer
        : TimeSpan.Zero;

    private async Task ObeyAsync(TrackedAttempt attempt, string verdict, long since, TimeSpan lease, CancellationToken ct)
    {
        if (verdict is BeatVerdicts.Renewed or BeatVerdicts.Cancel && attempt.Spec.KillAtLeaseEnd
            && Directory.Exists(attempt.Folder.FullPath))
        {
            attempt.Folder.Lease.Renew(since, lease);
        }

        if (verdict == BeatVerdicts.Cancel)
        {
            await attempt.CancelAsync(ct);
        }
        else if (verdict == BeatVerdicts.Abandon && !attempt.IsAbandoned && !attempt.IsOver)
        {
            await work.AbandonAsync(attempt, ct);
        }
    }

    private void Heard(bool isHeard, string why)
    {
        if (isHeard != _isHeard)
        {
            _isHeard = isHeard;
            if (isHeard)
            {
                journal.Say("the server answers again");
            }
            else
            {
                journal.Warn($"the server does not answer: {why} Jobs go on; what they print and how they end is kept");
            }
        }
    }
}
