namespace Slipway.Launch.Queues;

/// <summary>The statements of <see cref="QueueUses"/>.</summary>
internal static class QueueUsesSql
{
    public const string OfQueue =
        "select user_kind as kind, user_key as key, user_name as name from queue_uses where queue_id = @queue and not disabled order by user_kind, user_name";

    public const string IsThere = "select 1 from queues where queues.id = queue_uses.queue_id";

    public const string Disable = "update queue_uses set disabled = true where queue_id = @queue";
}
