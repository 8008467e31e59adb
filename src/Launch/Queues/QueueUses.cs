using Slipway.Storage;
using Slipway.Storage.Uses;

namespace Slipway.Launch.Queues;

/// <summary>Who names which queue.</summary>
public static class QueueUses
{
    /// <summary>Where the rooms above note it.</summary>
    public static UseTable Table { get; } = new("queue_uses", "queue_id", QueueUsesSql.IsThere);

    internal static Task<IReadOnlyList<ThingUser>> ListAsync(DatabaseSession session, QueueId queue) =>
        session.QueryAsync<ThingUser>(QueueUsesSql.OfQueue, new { queue });

    internal static Task DisableAsync(DatabaseTransaction tx, QueueId queue) =>
        tx.ExecuteAsync(QueueUsesSql.Disable, new { queue });
}
