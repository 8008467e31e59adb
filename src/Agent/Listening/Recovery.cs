using Slipway.Agent.Attempts;
using Slipway.Agent.Runners;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;

namespace Slipway.Agent.Listening;

/// <summary>
/// Brings this host and the server to agree: what an earlier process of this agent had is taken over, what nobody wants is
/// ended.
/// </summary>
internal sealed class Recovery(
    SpoolFolder spool, IReadOnlyDictionary<string, IRunner> runners, AttemptBook book, AttemptWork work, ClaimLoop claims,
    Journal journal, TimeProvider time)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(5);

    /// <summary>Once, before the first claim.</summary>
    public async Task RecoverAsync(IReadOnlyList<HeldAttemptResponse> held, CancellationToken ct)
    {
        var heldById = held.ToDictionary(one => one.Id, StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in spool.List())
        {
            if (folder.Spec is not { } spec)
            {
                await DiscardAsync(folder.Name, ct);
                continue;
            }

            found.Add(spec.Id);
            var ours = heldById.GetValueOrDefault(spec.Id);
            if (ours is null && folder.Result is null && folder.End is null)
            {
                journal.Warn($"{folder.Name} is no longer this agent's and is ended");
                await DiscardAsync(folder.Name, ct);
                continue;
            }

            var attempt = new TrackedAttempt(spec, folder, ours?.State is "claimed" or "starting" ? ours.State : "running")
            {
                IsFromBefore = true,
                LogSent = ours?.LogOffset ?? 0,
            };
            claims.Resume(attempt, ct);
            if (ours?.CancelRequested == true)
            {
                await attempt.CancelAsync(ct);
            }
        }

        foreach (var lost in held.Where(one => !found.Contains(one.Id)))
        {
            // Folders come before the right to start, so without one nothing ran; unless somebody removed it.
            var result = lost.State is "claimed" or "starting"
                ? Outcomes.NotStarted("the agent was started again before it had begun.")
                : Outcomes.Refused("interrupted", "the agent was started again and finds no trace of the job.");
            await work.FinishAsync(lost.Id, lost.Fence, result, ct);
        }
    }

    /// <summary>Ends orphans now and then.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            await RunOnceAsync(ct);
        }
    }

    /// <summary>Ends what is on a backend and not in the book.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var runner in runners.Values)
        {
            try
            {
                var names = await runner.ListAsync(ct);

                // The book second: what is claimed meanwhile is in it before it is on a backend.
                var known = book.All.Select(attempt => attempt.Folder.Name).ToHashSet(StringComparer.Ordinal);
                foreach (var orphan in names.Where(name => !known.Contains(name)))
                {
                    journal.Warn($"{orphan} is an orphan on '{runner.Name}' and is ended");
                    await DiscardAsync(orphan, ct);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                journal.Warn($"looking for orphans on '{runner.Name}' failed: {e.Message}");
            }
        }
    }

    /// <summary>Ends all that this agent has, on every backend.</summary>
    public async Task EndAllAsync(CancellationToken ct)
    {
        foreach (var runner in runners.Values)
        {
            try
            {
                foreach (var name in await runner.ListAsync(ct))
                {
                    await runner.RemoveAsync(name, ct);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                journal.Warn($"what runs on '{runner.Name}' could not be ended: {e.Message}");
            }
        }

        foreach (var folder in spool.List())
        {
            await folder.RemoveAsync();
        }
    }

    private async Task DiscardAsync(string name, CancellationToken ct)
    {
        foreach (var runner in runners.Values)
        {
            await runner.RemoveAsync(name, ct);
        }

        if (spool.List().FirstOrDefault(folder => folder.Name == name) is { } rest)
        {
            await rest.RemoveAsync();
        }
    }
}
