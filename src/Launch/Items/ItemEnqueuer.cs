using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Items;

/// <summary>Queues things, in the transaction of whoever has reason to: a person's request, an automation's execution.</summary>
public sealed class ItemEnqueuer
{
    // Anybody who could use such a key could have an automation's item taken for theirs.
    private const string ExecutionKeys = "execution:";
    private readonly ItemPlanner _planner;
    private readonly ItemWriter _writer;

    internal ItemEnqueuer(ItemPlanner planner, ItemWriter writer)
    {
        _planner = planner;
        _writer = writer;
    }

    /// <summary>The dedupe key of the item that an execution queues: it queues one, however often it is tried.</summary>
    /// <param name="execution">The execution's number as text.</param>
    public static string KeyOf(string execution) => $"{ExecutionKeys}{execution}";

    /// <summary>
    /// Plans an item: everything resolved as it stands now and as the actor may read. Takes as long as what was asked is large,
    /// so it comes before the transaction; refusals are told in there.
    /// </summary>
    public async Task<ReadyItem> PrepareAsync(DatabaseSession session, Actor actor, NewItem item, CancellationToken ct = default)
    {
        var row = await QueueLookup.FindRowAsync(session, item.Team.Id, item.Queue);
        return new ReadyItem(item, row, row is null ? default : await Outcome.OfAsync(() => _planner.PlanAsync(session, actor, item, row.ToQueue(), ct)));
    }

    /// <summary>
    /// Queues an item with a pending run of its own. A second item of the team with the same dedupe key answers the first. A
    /// refusal comes before the first write, so the transaction goes on as if nothing had been asked: <c>forbidden</c>,
    /// <c>queue_missing</c>, <c>queue_full</c>, <c>quota_exceeded</c>, and what the request itself is refused for.
    /// </summary>
    public Task<Outcome<ItemId>> EnqueueAsync(DatabaseTransaction tx, Actor actor, ReadyItem ready, CancellationToken ct = default) =>
        Outcome.OfAsync(async () =>
        {
            var item = ready.Item;
            Refuse.If(TeamAccess.Check(actor, item.Team, Permission.Launch));
            if (item.Cause is null && item.Request.DedupeKey?.StartsWith(ExecutionKeys, StringComparison.Ordinal) == true)
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.Invalid, "dedupeKey", $"A dedupeKey that begins with '{ExecutionKeys}' is an automation's. Choose another one."));
            }
            if (await QueueLookup.LockRowAsync(tx, item.Team.Id, item.Queue) is not { } queue)
            {
                throw new RefusedException(await QueueLookup.MissingAsync(tx, item.Team, item.Queue, ErrorCodes.QueueMissing));
            }
            if (item.Request.DedupeKey is { } key
                && await tx.ScalarAsync<long?>(EnqueueSql.FindDuplicate, new { team = item.Team.Id, key }) is { } first)
            {
                return new ItemId(first);
            }
            // Its queue was changed in between: planned again, by the queue that nobody changes any more.
            var plan = queue == ready.Queue ? ready.Plan.Value : await _planner.PlanAsync(tx, actor, item, queue.ToQueue(), ct);
            return await _writer.WriteAsync(tx, plan with { DedupeKey = item.Request.DedupeKey, Cause = item.Cause });
        });
}
