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
    private readonly ItemBacklog _backlog;

    internal ItemEnqueuer(ItemPlanner planner, ItemWriter writer, ItemBacklog backlog)
    {
        _planner = planner;
        _writer = writer;
        _backlog = backlog;
    }

    /// <summary>The dedupe key of the item that an execution queues: it queues one, however often it is tried.</summary>
    /// <param name="execution">The execution's number as text.</param>
    public static string KeyOf(string execution) => $"{ExecutionKeys}{execution}";

    /// <summary>
    /// Queues an item with a pending run of its own, everything resolved as it stands now and as the actor may read. A
    /// second item of the team with the same dedupe key answers the first. A refusal comes before the first write, so the
    /// transaction goes on as if nothing had been asked: <c>forbidden</c>, <c>queue_missing</c>, <c>queue_full</c>, <c>quota_exceeded</c>, and what
    /// the request itself is refused for.
    /// </summary>
    public async Task<Outcome<ItemId>> EnqueueAsync(DatabaseTransaction tx, Actor actor, NewItem item, CancellationToken ct = default)
    {
        if (TeamAccess.Check(actor, item.Team, Permission.Launch) is { } forbidden)
        {
            return forbidden;
        }
        if (item.Cause is null && item.Request.DedupeKey?.StartsWith(ExecutionKeys, StringComparison.Ordinal) == true)
        {
            return Refusal.OfField(ErrorCodes.Invalid, "dedupeKey", $"A dedupeKey that begins with '{ExecutionKeys}' is an automation's. Choose another one.");
        }
        if (await QueueLookup.LockAsync(tx, item.Team.Id, item.Queue) is not { } queue)
        {
            return await QueueLookup.MissingAsync(tx, item.Team, item.Queue, ErrorCodes.QueueMissing);
        }
        if (item.Request.DedupeKey is { } key
            && await tx.ScalarAsync<long?>(EnqueueSql.FindDuplicate, new { team = item.Team.Id, key }) is { } first)
        {
            return new ItemId(first);
        }
        if (_backlog.Check(item.Team.Id) is { } full)
        {
            return full;
        }
        var plan = await _planner.PlanAsync(tx, actor, item, queue, ct);
        return plan.IsRefused(out var refusal) ? refusal : await _writer.WriteAsync(tx, plan.Value);
    }
}
