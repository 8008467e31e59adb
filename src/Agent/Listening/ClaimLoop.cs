using System.Security.Cryptography;
using Slipway.Agent.Attempts;
using Slipway.Agent.Runners;
using Slipway.Agent.Sessions;
using Slipway.Agent.Settings;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Api.Http;
using Slipway.Api.Texts;

namespace Slipway.Agent.Listening;

/// <summary>
/// Waits for jobs: one long poll for all queues. A request keeps its id until an answer came, so that what an answer lost
/// on the way held is answered again.
/// </summary>
internal sealed class ClaimLoop(
    ServerSession session, RunSettings settings, SpoolFolder spool, AttemptBook book, AttemptWork work, Orders orders,
    BackendHealth health, Journal journal, TimeProvider time)
{
    // Under the minute after which proxies give up a silent request, and under the part of a usual lease after which an agent
    // with nothing to do sends a heartbeat, so that its claims are all that it sends.
    private const int WaitMilliseconds = 48_000;
    private readonly List<Task> _working = [];

    /// <summary>Claims and starts until the orders are to end and nothing is left.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            var changed = book.Change;
            _working.RemoveAll(one => one.IsCompletedSuccessfully);
            if (orders.IsEnding)
            {
                if (book.Count == 0)
                {
                    return;
                }

                // Cancellations come with the heartbeats.
                await changed.WaitAsync(ct);
                continue;
            }

            // Who can start nothing just listens.
            var slots = orders.IsDraining || health.Ready.Count == 0 ? 0 : Math.Max(0, settings.Slots - book.Count);
            if (await AnswerAsync(slots, ct) is { } answer)
            {
                await orders.FollowAsync(answer.Commands, ct);
                foreach (var grant in answer.Attempts)
                {
                    await TakeAsync(grant, ct);
                }
            }
        }
    }

    /// <summary>Takes an attempt over from an earlier process.</summary>
    public void Resume(TrackedAttempt attempt, CancellationToken ct)
    {
        if (book.TryAdd(attempt))
        {
            Work(attempt, ct);
        }
    }

    /// <summary>Waits until every attempt is at rest, after the token of the work was cancelled.</summary>
    public Task SettledAsync() => Task.WhenAll(_working);

    /// <summary>The answer to one request; null when the request was given up because there is something else to ask.</summary>
    private async Task<ClaimsResponse?> AnswerAsync(int slots, CancellationToken ct)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var patience = new Patience(time);
        var wait = WaitMilliseconds;
        var isLast = false;
        var ready = health.Ready;
        while (true)
        {
            var changed = book.Change;
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var request = new ClaimRequest
            {
                RequestId = id,
                Queues = settings.Queues,
                Slots = slots,
                Runners = ready.Count == settings.Runners.Distinct().Count() ? null : ready,
                WaitMilliseconds = wait,
            };
            try
            {
                var asked = session.CallAsync(
                    (client, stop) => client.ClaimAsync(request, stop), TimeSpan.FromMilliseconds(wait) + TimeSpan.FromSeconds(15), giveUp.Token);
                while (!asked.IsCompleted && (isLast || !MustAskAnew(slots, ready)))
                {
                    await Task.WhenAny(asked, changed);
                    changed = book.Change;
                }

                if (!asked.IsCompleted)
                {
                    await giveUp.CancelAsync();
                }

                return await asked;
            }
            catch (OperationCanceledException) when (giveUp.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                if (slots == 0)
                {
                    return null;
                }

                // Its answer may have been on the way, with attempts in it: asked again it gives those, and no more.
                (slots, wait, isLast) = (0, 0, true);
            }
            catch (Exception e) when (Patience.IsPassing(e, ct))
            {
                if (isLast && patience.Failures > 1)
                {
                    // What it may hold was never started: the server takes it back at the end of its lease.
                    return null;
                }

                await patience.PauseAsync(e, ct);
            }
            catch (Api.Http.SlipwayApiException refused)
            {
                journal.Warn($"the server gives no jobs: {refused.Message} ({refused.Code})");
                await patience.PauseAsync(refused, ct);
            }
        }
    }

    /// <summary>Whether a request that waits asks for the wrong thing: nothing while there is room, or more though there is an end.</summary>
    private bool MustAskAnew(int slots, IReadOnlyList<string> ready) =>
        slots == 0
            ? orders.IsEnding || (!orders.IsDraining && book.Count < settings.Slots && health.Ready.Count > 0)
            : orders.IsDraining || !ready.SequenceEqual(health.Ready);

    private async Task TakeAsync(AttemptGrantBody grant, CancellationToken ct)
    {
        var spec = grant.Spec;
        if (book.Find(spec.Id) is not null)
        {
            return;
        }

        if (orders.IsDraining)
        {
            await work.FinishAsync(spec.Id, spec.Fence, Outcomes.NotStarted("the agent takes no more jobs."), ct);
            return;
        }

        if (health.WhyAway(EnumWords.Of(spec.Resource)) is { } why)
        {
            await work.FinishAsync(spec.Id, spec.Fence, Outcomes.NotStarted(why), ct);
            return;
        }

        TrackedAttempt? attempt = null;
        try
        {
            attempt = new TrackedAttempt(spec, spool.Of(spec.Item, spec.Attempt), "claimed", time.GetTimestamp());

            // In the book before it has a folder: a folder that is in no book is an orphan.
            book.TryAdd(attempt);
            attempt.IsFromBefore = !attempt.Folder.TryCreate(spec);
            if (spec.KillAtLeaseEnd)
            {
                attempt.Folder.Lease.Renew(LeaseFile.Now, TimeSpan.FromMilliseconds(grant.LeaseMilliseconds));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            journal.Warn($"attempt {spec.Id} of item {spec.Item} cannot be kept here: {e.Message}");
            if (attempt is not null)
            {
                book.Remove(attempt);
            }

            await work.FinishAsync(spec.Id, spec.Fence, Outcomes.Refused("agent_error", e.Message), ct);
            return;
        }

        Work(attempt, ct);
    }

    private void Work(TrackedAttempt attempt, CancellationToken ct) =>
        _working.Add(Task.Run(() => work.RunAsync(attempt, ct), CancellationToken.None));
}
