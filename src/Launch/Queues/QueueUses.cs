using Slipway.Access;
using Slipway.Storage;

namespace Slipway.Launch.Queues;

/// <summary>Something that names queues.</summary>
/// <param name="Kind">What it is: <c>automation</c>.</param>
/// <param name="Key">Tells it from others of its kind and outlives a new name: its id.</param>
/// <param name="Name">The name that people know.</param>
public sealed record QueueUser(string Kind, string Key, string Name);

/// <summary>
/// Who names which queue, noted by the rooms above in the transaction that saves the user (house.md 2). Deleting a queue
/// by force disables its users; saving a user again enables it.
/// </summary>
public static class QueueUses
{
    private const string Remove = "delete from queue_uses where user_kind = @Kind and user_key = @Key";

    private const string Disabled =
        "select user_key from queue_uses where user_kind = @kind and disabled and user_key in @keys group by user_key";

    private const string OfQueue =
        "select user_kind as kind, user_key as key, user_name as name from queue_uses where queue_id = @queue and not disabled order by user_kind, user_name";

    /// <summary>Notes all queues that the user names now, instead of those noted before; the user is enabled.</summary>
    public static async Task ReplaceAsync(DatabaseTransaction tx, TeamId team, QueueUser user, IReadOnlyCollection<QueueId> queues)
    {
        await tx.ExecuteAsync(Remove, user);
        await tx.InsertManyAsync("queue_uses", ["team_id", "queue_id", "user_kind", "user_key", "user_name", "disabled"],
            [.. queues.Distinct().Select(queue => new object?[] { team.Value, queue.Value, user.Kind, user.Key, user.Name, false })]);
    }

    /// <summary>Forgets a user that is deleted.</summary>
    public static Task RemoveAsync(DatabaseTransaction tx, QueueUser user) => tx.ExecuteAsync(Remove, user);

    /// <summary>Whether a queue that the user names was deleted by force since the user was saved.</summary>
    public static async Task<bool> IsDisabledAsync(DatabaseSession session, QueueUser user) =>
        (await DisabledAsync(session, user.Kind, [user.Key])).Count > 0;

    /// <summary>Those of the users, by key, that a forced deletion disabled.</summary>
    public static async Task<IReadOnlyCollection<string>> DisabledAsync(DatabaseSession session, string kind, IReadOnlyCollection<string> keys) =>
        keys.Count == 0 ? [] : await session.QueryAsync<string>(Disabled, new { kind, keys });

    internal static Task<IReadOnlyList<QueueUser>> ListAsync(DatabaseSession session, QueueId queue) =>
        session.QueryAsync<QueueUser>(OfQueue, new { queue });

    internal static Task DisableAsync(DatabaseTransaction tx, QueueId queue) =>
        tx.ExecuteAsync("update queue_uses set disabled = true where queue_id = @queue", new { queue });
}
