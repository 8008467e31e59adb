namespace Slipway.Automations.Executions;

internal static class SweepSql
{
    private const string Columns = "id, automation_id, event_id, state, reason, delivery_id, item_id, created_at";

    public const string Pending = $"select {Columns} from executions where state = 'pending' and id > @after order by id limit @limit";

    public const string LockPending = $"select {Columns} from executions where id = @execution and state = 'pending' {{for_update}}";

    /// <summary>The registered models on which automations stand.</summary>
    public const string Scopes =
        """
        select a.team_id, v.collection_id from automations a join automation_versions v on v.automation_id = a.id and v.valid_to is null
        where a.deleted_at is null and v.collection_id is not null group by a.team_id, v.collection_id
        """;
}
