namespace Slipway.Automations.Executions;

internal static class ExecutionSql
{
    public const string Insert =
        """
        insert into executions (team_id, automation_id, automation_version_id, event_id, state, created_at)
        values (@team, @automation, @version, @eventId, 'pending', slipway_now())
        on conflict (automation_id, event_id) do nothing returning id
        """;

    public const string Dispatched = "update executions set delivery_id = @delivery where id = @execution";

    public const string Queued = "update executions set item_id = @item where id = @execution";

    /// <summary>What came of an execution: at its dispatch, or told by the room that carried it out.</summary>
    public const string Settle = "update executions set state = @state, reason = @reason where id = @execution";

    public const string SettleMany = "update executions set state = @state, reason = @reason where id in @executions";

    public const string Find =
        """
        select id, automation_id, event_id, state, reason, delivery_id, item_id, created_at from executions
        where automation_id = @automation and id = @number
        """;

    public const string List =
        """
        select id, automation_id, event_id, state, reason, delivery_id, item_id, created_at from executions
        where automation_id = @automation and id < @before order by id desc limit @fetch
        """;

    public const string ListInState =
        """
        select id, automation_id, event_id, state, reason, delivery_id, item_id, created_at from executions
        where automation_id = @automation and state = @state and id < @before order by id desc limit @fetch
        """;

    public const string LastOfEach =
        """
        select e.id, e.automation_id, e.event_id, e.state, e.reason, e.delivery_id, e.item_id, e.created_at from automations a
        join executions e on e.id = (select max(newest.id) from executions newest where newest.automation_id = a.id)
        where a.team_id = @team and a.id in @automations
        """;

    public const string OfEvents =
        """
        select id, automation_id, event_id, state, reason, delivery_id, item_id, created_at from executions
        where automation_id in @automations and event_id in @events order by id desc limit @fetch
        """;
}
