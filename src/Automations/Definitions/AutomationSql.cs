namespace Slipway.Automations.Definitions;

internal static class AutomationSql
{
    private const string Columns = $"select v.payload, {Small}";

    // A payload may be large, and of many automations at once nobody reads it.
    private const string WithoutPayload = $"select true as is_brief, {Small}";

    private const string Small =
        """
        a.id, a.team_id, a.name, v.settings, v.scope_type as scope, v.scope_name, v.event_type, v.collection_id, v.webhook_id,
               v.queue_id, a.created_by, a.created_at, v.saved_by, v.valid_from as updated_at
        from automations a join automation_versions v on v.automation_id = a.id and v.valid_to is null
        """;

    public const string Insert =
        """
        insert into automations (team_id, name, created_by, created_at) values (@team, @name, @by, slipway_now())
        on conflict do nothing returning id
        """;

    public const string InsertVersion =
        """
        insert into automation_versions (automation_id, team_id, enabled, scope_type, scope_name, collection_id, event_type, watch_id,
            webhook_id, queue_id, settings, payload, valid_from, saved_by)
        values (@automation, @team, @enabled, @scopeType, @scopeName, @collection, @eventType, @watch,
            @webhook, @queue, @settings, @payload, @at, @by)
        """;

    public const string WatchOf = "select watch_id from automation_versions where automation_id = @automation and valid_to is null";

    public const string CloseVersion =
        "update automation_versions set valid_to = @at where automation_id = @automation and valid_to is null";

    public const string Lock = "select id from automations where team_id = @team and name = @name and deleted_at is null {for_update}";

    public const string FindByName = $"{Columns} where a.team_id = @team and a.name = @name and a.deleted_at is null";

    public const string FindById = $"{Columns} where a.id = @id and a.deleted_at is null";

    /// <summary>Which there are, and what they weigh.</summary>
    public const string List =
        """
        select a.id, octet_length(v.payload) as size
        from automations a join automation_versions v on v.automation_id = a.id and v.valid_to is null
        where a.team_id = @team and a.deleted_at is null and a.id < @before
          and (cast(@model as text) is null or (v.scope_type = 'registeredmodel' and v.scope_name = @model))
        order by a.id desc limit @fetch
        """;

    public const string Brief = $"{WithoutPayload} where a.team_id = @team and a.deleted_at is null and a.id < @before order by a.id desc limit @fetch";

    public const string ByIds = $"{Columns} where a.id in @ids and a.deleted_at is null order by a.id desc";

    /// <summary>Those that may answer events of one registered model: its own, and those on the whole registry.</summary>
    public const string ForModel =
        $"""
        {WithoutPayload}
        where a.team_id = @team and a.deleted_at is null and a.id < @before
          and (v.scope_type = 'registry' or (v.scope_type = 'registeredmodel' and v.scope_name = @model))
          and (cast(@type as text) is null or v.event_type = @type)
        order by a.id desc limit @fetch
        """;

    public const string CountByModel =
        """
        select v.scope_name as model, count(*) as automations
        from automations a join automation_versions v on v.automation_id = a.id and v.valid_to is null
        where a.team_id = @team and a.deleted_at is null and v.scope_type = 'registeredmodel' and v.scope_name in @models
        group by v.scope_name
        """;

    public const string Rename = "update automations set name = @name where id = @automation";

    public const string Forget = "delete from automations where id = @id";

    public const string Delete = "update automations set deleted_at = @at where id = @automation and deleted_at is null";

    public const string OfCollection = $"{WithoutPayload} where v.collection_id = @collection and a.deleted_at is null order by a.id";

    // In an order, and before they are read: who edits one of them meanwhile is waited for, and may have moved it elsewhere.
    public const string LockOfCollection =
        """
        select a.id from automations a join automation_versions v on v.automation_id = a.id and v.valid_to is null
        where v.collection_id = @collection and a.deleted_at is null order by a.id {for_update a}
        """;

    public const string NamesById = "select id, name from automations where id in @ids";
}
