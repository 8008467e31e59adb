using System.Globalization;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Runs.Lifecycle;
using Slipway.Storage;

namespace Slipway.Launch.Items;

/// <summary>Items as people handle them: members queue and handle their own, admins everybody's (M16).</summary>
public sealed class ItemOperations
{
    private readonly Database _database;
    private readonly ItemEnqueuer _enqueuer;
    private readonly ItemRepetition _repetition;
    private readonly ItemEnding _ending;

    internal ItemOperations(Database database, ItemEnqueuer enqueuer, ItemRepetition repetition, ItemEnding ending)
    {
        _database = database;
        _enqueuer = enqueuer;
        _repetition = repetition;
        _ending = ending;
    }

    /// <summary>Queues an item; refuses as <see cref="ItemEnqueuer"/> does, and leaves nothing behind then.</summary>
    [Operation(Permission.Launch)]
    public Task<Outcome<ItemStanding>> EnqueueAsync(
        Actor actor, string teamName, string queueName, EnqueueItemRequest request, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var ready = await _database.ReadAsync(async session =>
            {
                var team = await RequireAsync(session, actor, teamName, queueName);
                return await _enqueuer.PrepareAsync(session, actor,
                    new NewItem { Team = team, Queue = queueName, Request = request, Depth = actor.CauseDepth }, ct);
            }, ct);
            return await _database.WriteAsync(async tx =>
            {
                await RequireAsync(tx, actor, teamName, queueName);
                var made = (await _enqueuer.EnqueueAsync(tx, actor, ready, ct)).Value;
                return await ShowAsync(tx, made);
            }, ct);

            static async Task<Team> RequireAsync(DatabaseSession session, Actor actor, string teamName, string queueName)
            {
                var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Launch);
                return await QueueLookup.FindAsync(session, team.Id, queueName) is null
                    ? throw new RefusedException(await QueueLookup.MissingAsync(session, team, queueName, ErrorCodes.NotFound))
                    : team;
            }
        });

    /// <summary>The items of a queue, newest first; up to <see cref="PageRequest.Fetch"/> of them.</summary>
    /// <param name="state">Null for every state.</param>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<ItemStanding>>> ListAsync(
        Actor actor, string teamName, string queueName, ItemState? state, PageRequest page, CancellationToken ct) =>
        _database.AskAsync<IReadOnlyList<ItemStanding>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            if (await QueueLookup.FindAsync(session, team.Id, queueName) is not { } queue)
            {
                throw new RefusedException(await QueueLookup.MissingAsync(session, team, queueName, ErrorCodes.NotFound));
            }
            var items = await session.QueryAsync<Item>(state is null ? ItemListSql.List : ItemListSql.ListOfState, new
            {
                queue = queue.Id,
                state = state is { } wanted ? EnumText.Of(wanted) : null,
                before = page.Before,
                fetch = page.Fetch,
            });
            return await ShowAsync(session, queue, items);
        }, ct);

    /// <summary>One item with its attempts and every step of its life.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<ItemDetail>> GetAsync(Actor actor, string teamName, string id, CancellationToken ct) =>
        _database.AskAsync(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            if (await FindAsync(session, team, id) is not { } item)
            {
                throw new RefusedException(NoItem(teamName, id));
            }
            return new ItemDetail(
                await ShowAsync(session, item),
                await session.QueryAsync<ItemAttempt>(ItemListSql.Attempts, new { id = item.Id }),
                await session.QueryAsync<ItemTransition>(ItemListSql.Timeline, new { id = item.Id }));
        }, ct);

    /// <summary>
    /// Ends an item: one that waits at once, with its run; one that an agent has as soon as the agent has ended it.
    /// Asking twice asks once. <c>item_ended</c>.
    /// </summary>
    [Operation(Permission.Launch)]
    public Task<Outcome<ItemStanding>> CancelAsync(Actor actor, string teamName, string id, CancellationToken ct) =>
        ChangeAsync(actor, teamName, id, async (tx, item) =>
        {
            if (item.State == ItemState.Queued)
            {
                await CancelQueuedAsync(tx, item, actor.Name, _ending);
                return null;
            }
            if (item.EndedAt is not null)
            {
                return new Refusal(ErrorCodes.ItemEnded, $"Item {id} has ended: it is {EnumText.Of(item.State)}.");
            }
            if (await tx.ExecuteAsync(ItemListSql.RequestCancel, new { id = item.Id, by = actor.Name }) == 1)
            {
                var attempt = await tx.FirstAsync<CurrentAttempt>(ItemListSql.CurrentAttempt, new { id = item.Id });
                await ItemTimeline.AppendAsync(tx, item.Id, attempt?.Number, item.State, item.State, actor.Name, "asked to be cancelled");
                if (attempt is not null)
                {
                    tx.Wake(LaunchTopics.OfAgent(attempt.AgentId));
                }
            }
            return null;
        }, ct);

    /// <summary>Queues the same once more: the same version of the job, the same overrides and inputs, a new run.</summary>
    [Operation(Permission.Launch)]
    public Task<Outcome<ItemStanding>> RerunAsync(Actor actor, string teamName, string id, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var ready = await _database.ReadAsync(async session =>
            {
                var found = await RequireAsync(session, actor, teamName, id);
                return await _repetition.PrepareAsync(session, actor, found.Team, found.Item);
            }, ct);
            return await _database.WriteAsync(async tx =>
            {
                var found = await RequireAsync(tx, actor, teamName, id);
                var made = await _repetition.RepeatAsync(tx, actor, found.Team, found.Item, ready);
                return await ShowAsync(tx, made);
            }, ct);
        });

    /// <summary>Moves an item that waits forward or back. <c>item_not_queued</c>.</summary>
    [Operation(Permission.Launch)]
    public Task<Outcome<ItemStanding>> SetPriorityAsync(Actor actor, string teamName, string id, int priority, CancellationToken ct) =>
        ChangeAsync(actor, teamName, id, async (tx, item) =>
        {
            if (priority is < 0 or > 3)
            {
                return Refusal.OfField(ErrorCodes.Invalid, "priority", "priority is 0 (critical), 1 (high), 2 (medium) or 3 (low).");
            }
            if (await tx.ExecuteAsync(ItemListSql.SetPriority, new { id = item.Id, priority }) == 0)
            {
                return new Refusal(ErrorCodes.ItemNotQueued, $"Item {id} waits no more: it is {EnumText.Of(item.State)}.");
            }
            await ItemTimeline.AppendAsync(tx, item.Id, null, ItemState.Queued, ItemState.Queued, actor.Name,
                $"priority {Text(item.Priority)} became {Text(priority)}");
            return null;
        }, ct);

    internal static async Task CancelQueuedAsync(DatabaseTransaction tx, Item item, string by, ItemEnding ending)
    {
        var reason = $"cancelled: by {by}";
        if (await tx.ExecuteAsync(ItemListSql.CancelQueued, new { id = item.Id, by, reason }) == 1)
        {
            await ItemTimeline.AppendAsync(tx, item.Id, null, ItemState.Queued, ItemState.Cancelled, by, reason);
            await ending.EndAsync(tx, item, ItemState.Cancelled, reason);
        }
    }

    private Task<Outcome<ItemStanding>> ChangeAsync(
        Actor actor, string teamName, string id, Func<DatabaseTransaction, Item, Task<Refusal?>> change, CancellationToken ct) =>
        _database.ChangeAsync(async tx =>
        {
            var found = await RequireAsync(tx, actor, teamName, id);
            var locked = (await tx.FirstAsync<Item>(ItemSql.LockById, new { id = found.Item.Id }))!;
            Refuse.If(await change(tx, locked));
            return await ShowAsync(tx, locked.Id);
        }, ct);

    /// <summary>The item, if the actor may change it: a member their own, an admin everybody's.</summary>
    private static async Task<(Team Team, Item Item)> RequireAsync(DatabaseSession session, Actor actor, string teamName, string id)
    {
        var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Launch);
        if (await FindAsync(session, team, id) is not { } item)
        {
            throw new RefusedException(NoItem(teamName, id));
        }
        return item.CreatedBy != actor.Name && TeamAccess.Check(actor, team, Permission.ManageQueues) is { } forbidden
            ? throw new RefusedException(forbidden)
            : (team, item);
    }

    private static async Task<Item?> FindAsync(DatabaseSession session, Team team, string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await session.FirstAsync<Item>(ItemListSql.Find, new { id = number, team = team.Id })
            : null;

    private static async Task<ItemStanding> ShowAsync(DatabaseSession session, ItemId id) =>
        await ShowAsync(session, (await session.FirstAsync<Item>(ItemSql.ById, new { id }))!);

    private static async Task<ItemStanding> ShowAsync(DatabaseSession session, Item item)
    {
        var queue = item.State == ItemState.Queued ? await QueueLookup.FindByIdAsync(session, item.QueueId) : null;
        return queue is null ? new ItemStanding(item, null) : (await ShowAsync(session, queue, [item]))[0];
    }

    private static async Task<IReadOnlyList<ItemStanding>> ShowAsync(DatabaseSession session, Queue queue, IReadOnlyList<Item> items)
    {
        if (items.All(item => item.State != ItemState.Queued))
        {
            return [.. items.Select(item => new ItemStanding(item, null))];
        }
        var standing = (await QueueLookup.ShowAsync(session, [queue]))[0];
        var now = await session.NowAsync();
        return [.. items.Select(item => new ItemStanding(item, item.State == ItemState.Queued ? WaitReason.Of(standing, item.NotBefore, now) : null))];
    }

    private static Refusal NoItem(string team, string id) => new(ErrorCodes.NotFound, $"Team '{team}' has no queue item '{id}'.");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record CurrentAttempt
    {
        public required int Number { get; init; }

        public required long AgentId { get; init; }
    }
}
