using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Access.Teams;
using Slipway.Api;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Storage.Uses;

namespace Slipway.Launch.Items;

/// <summary>Deletes queues. It stands beside the items, which know the queues and not the other way round.</summary>
public sealed class QueueDeletion
{
    private const int PerRound = 500;

    private readonly Database _database;
    private readonly ItemEnding _ending;

    internal QueueDeletion(Database database, ItemEnding ending)
    {
        _database = database;
        _ending = ending;
    }

    /// <summary>
    /// Deletes a queue; the items that ended in it stay. While somebody names it or an item has not ended:
    /// <c>queue_in_use</c>. By force what waits is cancelled and the users are disabled; what an agent has must end first.
    /// </summary>
    [Operation(Permission.ManageQueues)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, string teamName, string name, bool force, CancellationToken ct) =>
        _database.ChangeAsync(tx => DeleteAsync(tx, actor, teamName, name, force), ct);

    private async Task<Unit> DeleteAsync(DatabaseTransaction tx, Actor actor, string teamName, string name, bool force)
    {
        var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageQueues);
        if (await QueueLookup.LockAsync(tx, team.Id, name) is not { } queue)
        {
            throw new RefusedException(await QueueLookup.MissingAsync(tx, team, name, ErrorCodes.NotFound));
        }
        var users = await QueueUses.ListAsync(tx, queue.Id);
        var waiting = await tx.ScalarAsync<long>(EnqueueSql.CountQueued, new { queue = queue.Id });
        if (!force && (users.Count > 0 || waiting > 0))
        {
            throw new RefusedException(InUse(name, users, waiting, 0));
        }
        await CancelWaitingAsync(tx, queue, actor);
        // After the waiting ones: what was claimed meanwhile is found here.
        if (await tx.ScalarAsync<long>(ItemListSql.CountActive, new { queue = queue.Id }) is > 0 and var active)
        {
            throw new RefusedException(InUse(name, users, 0, active));
        }
        await QueueUses.DisableAsync(tx, queue.Id);
        await tx.ExecuteAsync(QueueSql.DeleteMinutes, new { id = queue.Id });
        await tx.ExecuteAsync(QueueSql.Delete, new { id = queue.Id });
        await TeamUses.CountAsync(tx, team.Id, QueueOperations.Things, -1);
        AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "queue.deleted", name,
            users.Count == 0 ? null : $"disabled {Describe(users)}");
        return Unit.Value;
    }

    private async Task CancelWaitingAsync(DatabaseTransaction tx, Queue queue, Actor actor)
    {
        while (await tx.QueryAsync<Item>(ItemListSql.Waiting, new { queue = queue.Id, fetch = PerRound }) is { Count: > 0 } items)
        {
            foreach (var item in items)
            {
                await ItemOperations.CancelQueuedAsync(tx, item, actor.Name, _ending);
            }
        }
    }

    private static Refusal InUse(string name, IReadOnlyList<ThingUser> users, long waiting, long active)
    {
        string[] why =
        [
            .. users.Count > 0 ? [$"is named by {Describe(users)}"] : Array.Empty<string>(),
            .. waiting > 0 ? [$"has {waiting} waiting items"] : Array.Empty<string>(),
            .. active > 0 ? [$"has {active} items that an agent has; cancel them and let them end"] : Array.Empty<string>(),
        ];
        return new Refusal(ErrorCodes.QueueInUse,
            $"Queue '{name}' {string.Join(", and ", why)}."
            + (active > 0 ? "" : " Change that first, or delete by force, which cancels what waits and disables its users."),
            Facts: new Dictionary<string, object?>
            {
                ["usedBy"] = users.Select(user => new UserOfThingResponse { Kind = user.Kind, Name = user.Name }).ToArray(),
                ["waiting"] = waiting,
                ["active"] = active,
            });
    }

    private static string Describe(IEnumerable<ThingUser> users) => string.Join(", ", users.Select(user => $"{user.Kind} '{user.Name}'"));
}
