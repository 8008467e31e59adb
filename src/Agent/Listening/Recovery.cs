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
    BackendHealth health, Journal journal, TimeProvider time)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RemovePatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TracelessPatience = TimeSpan.FromSeconds(60);
    private IReadOnlyList<HeldAttemptResponse> _traceless = [];

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

        _traceless = [.. held.Where(one => !found.Contains(one.Id))];
    }

    /// <summary>Ends orphans at first, now and then, and when a backend is there again that was away.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await Task.WhenAll(_traceless.Select(one => TellTracelessAsync(one, ct)));
        await RunOnceAsync(ct);
        using var timer = new PeriodicTimer(SweepEvery, time);
        var tick = timer.WaitForNextTickAsync(ct).AsTask();
        while (true)
        {
            var back = health.Back;
            await Task.WhenAny(tick, back);
            ct.ThrowIfCancellationRequested();
            tick = tick.IsCompleted ? timer.WaitForNextTickAsync(ct).AsTask() : tick;
            await RunOnceAsync(ct);
        }
    }

    /// <summary>Ends what is on a backend and not in the book, and what has a folder and is not.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        var names = new HashSet<string>(spool.List().Select(folder => folder.Name), StringComparer.Ordinal);
        foreach (var runner in runners.Values)
        {
            try
            {
                names.UnionWith(await runner.ListAsync(ct));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                journal.Warn($"looking for orphans on '{runner.Name}' failed: {e.Message}");
            }
        }

        // The book second: what is claimed meanwhile is in it before it is on a backend, or has a folder.
        var known = book.All.Select(attempt => attempt.Folder.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var orphan in names.Where(name => !known.Contains(name)))
        {
            journal.Warn($"{orphan} is an orphan and is ended");
            await DiscardAsync(orphan, ct);
        }
    }

    /// <summary>Ends all that this agent has, on every backend.</summary>
    public async Task EndAllAsync(CancellationToken ct)
    {
        foreach (var runner in runners.Values)
        {
            var names = new HashSet<string>(spool.List().Select(folder => folder.Name), StringComparer.Ordinal);
            try
            {
                names.UnionWith(await runner.ListAsync(ct));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                journal.Warn($"what runs on '{runner.Name}' could not be found: {e.Message}");
            }

            foreach (var name in names)
            {
                try
                {
                    await runner.RemoveAsync(spool.Named(name), ct);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    journal.Warn($"{name} could not be ended on '{runner.Name}': {e.Message}");
                }
            }
        }

        foreach (var folder in spool.List())
        {
            await folder.RemoveAsync();
        }
    }

    /// <summary>Removes all of it; what a backend does not let go now is an orphan at the next look.</summary>
    private async Task DiscardAsync(string name, CancellationToken ct)
    {
        try
        {
            var folder = spool.Named(name);
            await EndAsync(folder, RemovePatience, ct);
            await folder.RemoveAsync();
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            journal.Warn($"{name} could not be ended, and is tried again later: {e.Message}");
        }
    }

    /// <summary>
    /// An attempt that has no folder here, such as after the loss of the whole data folder: only its backend tells whether
    /// there was something of it, and nothing of it may run, or begin to, once the server is told.
    /// </summary>
    private async Task TellTracelessAsync(HeldAttemptResponse held, CancellationToken ct)
    {
        try
        {
            var wasThere = await EndAsync(spool.Of(held.Item, held.Attempt), TracelessPatience, ct);
            await work.FinishAsync(
                held.Id,
                held.Fence,
                held.State is "claimed" or "starting" && !wasThere
                    ? Outcomes.NotStarted("the agent was started again before it had begun.")
                    : Outcomes.Interrupted("the agent was started again and knows nothing of the job any more."),
                ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // What it was is nobody's guess: its lease ends, and the sweeps go on.
            journal.Warn($"attempt {held.Id} of item {held.Item}, which this agent knows nothing of, is left to its lease: {e.Message}");
        }
    }

    /// <summary>Ends it on every backend; whether there was something.</summary>
    private async Task<bool> EndAsync(AttemptFolder folder, TimeSpan within, CancellationToken ct)
    {
        var wasThere = false;
        foreach (var runner in runners.Values)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(within);
            wasThere |= await runner.RemoveAsync(folder, patience.Token);
        }

        return wasThere;
    }
}
