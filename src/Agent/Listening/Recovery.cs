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

    /// <summary>Ends orphans now and then, and when a backend is there again that was away.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
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

    /// <summary>Removes all of it; what a backend does not let go now is an orphan at the next look.</summary>
    private async Task DiscardAsync(string name, CancellationToken ct)
    {
        try
        {
            foreach (var runner in runners.Values)
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
                patience.CancelAfter(RemovePatience);
                await runner.RemoveAsync(name, patience.Token);
            }

            if (spool.List().FirstOrDefault(folder => folder.Name == name) is { } rest)
            {
                await rest.RemoveAsync();
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            journal.Warn($"{name} could not be ended, and is tried again later: {e.Message}");
        }
    }
}
