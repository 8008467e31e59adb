using Slipway.Access.Keys;
using Slipway.Api.Queues;
using Slipway.Api.Texts;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;
using Slipway.Runs;
using Slipway.Runs.Lifecycle;
using Slipway.Storage;

namespace Slipway.Launch.Attempts;

/// <summary>Carries out what <see cref="LeaseRules"/> decides: attempt, item, timeline, run and key in one transaction.</summary>
internal sealed class AttemptMoves(RunLifecycle runs, ItemEnding ending, LaunchOptions options)
{
    /// <summary>The attempt with its item, both locked, the item first; null when there is none of that number.</summary>
    public static async Task<HeldAttempt?> LockAsync(DatabaseTransaction tx, AttemptId id)
    {
        if (await tx.ScalarAsync<long?>(AttemptSql.ItemOf, new { id }) is not { } item)
        {
            return null;
        }
        var locked = (await tx.FirstAsync<Item>(ItemSql.LockById, new { id = item }))!;
        var attempt = (await tx.FirstAsync<Attempt>(AttemptSql.LockById, new { id }))!;
        var policy = await tx.ScalarAsync<string>(AttemptSql.PolicyOf, new { queue = locked.QueueId });
        return new HeldAttempt(attempt, locked, EnumWords.Find<LostPolicy>(policy)!.Value);
    }

    /// <summary>Writes the step. A step that moves nothing writes nothing but the renewal.</summary>
    /// <param name="actor">Who or what moved it, for the timeline.</param>
    /// <param name="reason">Said by the agent; the step's own reason goes before it.</param>
    public async Task ApplyAsync(DatabaseTransaction tx, HeldAttempt held, AttemptStep step, string actor, int? exitCode = null, string? reason = null)
    {
        var (attempt, item, _) = held;
        // Who gives it back says why.
        var why = step is { Attempt: AttemptState.Returned, Item: not ItemState.Failed } && reason is not null ? reason : step.Reason ?? reason;
        var moves = step.Attempt != attempt.State;
        if (moves)
        {
            await tx.ExecuteAsync(AttemptSql.Move, new
            {
                id = attempt.Id,
                state = EnumText.Of(step.Attempt),
                reason = why,
                exitCode,
                starts = step.Attempt == AttemptState.Starting,
                runs = step.Attempt == AttemptState.Running,
                unknown = step.Attempt == AttemptState.Unknown,
                ends = LeaseRules.HasEnded(step.Attempt),
                renews = step.Renews,
                lease = InstantText.ToMicroseconds(options.Lease),
            });
        }
        else if (step.Renews)
        {
            await tx.ExecuteAsync(AttemptSql.Renew, new { id = attempt.Id, lease = InstantText.ToMicroseconds(options.Lease), backendRef = (string?)null });
        }
        if (moves && LeaseRules.HasEnded(step.Attempt))
        {
            await JobKeys.ExpireAsync(tx, attempt.KeyId, options.KeyAfterlife);
        }
        if (step.Item is { } to && (to != item.State || moves))
        {
            await MoveItemAsync(tx, held, step, to, actor, exitCode, why);
        }
        else if (moves && why is not null)
        {
            await tx.ExecuteAsync(AttemptSql.NoteItem, new { id = item.Id, reason = why });
            await ItemTimeline.AppendAsync(tx, item.Id, attempt.Number, item.State, item.State, actor, why);
        }
    }

    private async Task MoveItemAsync(DatabaseTransaction tx, HeldAttempt held, AttemptStep step, ItemState to, string actor, int? exitCode, string? why)
    {
        var (attempt, item, _) = held;
        var ends = HasEnded(to);
        await tx.ExecuteAsync(AttemptSql.MoveItem, new
        {
            id = item.Id,
            state = EnumText.Of(to),
            reason = why,
            exitCode,
            // From the right to start on it may have run.
            used = to == ItemState.Starting && attempt.State == AttemptState.Claimed ? 1
                : step.Attempt == AttemptState.Returned && attempt.State != AttemptState.Claimed ? -1
                : 0,
            runs = to == ItemState.Running,
            ends,
            frees = to == ItemState.Queued,
        });
        await ItemTimeline.AppendAsync(tx, item.Id, attempt.Number, item.State, to, actor, why);
        if (to == ItemState.Running)
        {
            await runs.BeginAsync(tx, item.RunId);
        }
        else if (to == ItemState.Queued)
        {
            if (step.WaitsForLease)
            {
                await tx.ExecuteAsync(AttemptSql.WaitForLease, new { id = item.Id, attempt = attempt.Id });
            }
            await RunLifecycle.ReturnAsync(tx, item.RunId);
        }
        else if (ends)
        {
            await ending.EndAsync(tx, item, to, why, exitCode);
        }
        if (ends || to == ItemState.Queued)
        {
            // A place in the queue is free, or something waits again.
            tx.Wake(LaunchTopics.Queued);
        }
    }

    /// <summary>Whether an item in that state has ended.</summary>
    public static bool HasEnded(ItemState state) =>
        state is ItemState.Succeeded or ItemState.Failed or ItemState.Cancelled or ItemState.Expired or ItemState.Lost;
}
