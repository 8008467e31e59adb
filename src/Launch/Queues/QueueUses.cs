using Slipway.Storage;
using Slipway.Storage.Uses;

namespace Slipway.Launch.Queues;

/// <summary>Who names which queue.</summary>
public static class QueueUses
{
    private const string OfQueue =
        "select user_kind as kind, user_key as key, user_name as name from queue_uses where queue_id = @queue and not disabled order by user_kind, user_name";

    /// <summary>Where the rooms above note it.</summary>
    public static UseTable Table { get; } = new("queue_uses", "queue_id", "select 1 from queues where queues.id = queue_uses.queue_id");

    internal static Task<IReadOnlyList<ThingUser>> ListAsync(DatabaseSession session, QueueId queue) =>
        session.QueryAsync<ThingUser>(OfQueue, new { queue });

    internal static Task DisableAsync(DatabaseTransaction tx, QueueId queue) =>
        tx.ExecuteAsync("update queue_uses set disabled = true where queue_id = @queue", new { queue });
}
