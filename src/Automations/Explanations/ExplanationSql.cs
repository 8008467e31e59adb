namespace Slipway.Automations.Explanations;

internal static class ExplanationSql
{
    private const string Columns =
        """
        v.id, v.automation_id, a.name, v.team_id, v.scope_type, v.scope_name, v.collection_id, v.event_type, v.alias_pattern,
        v.tag_pattern, v.run_states, v.run_pattern, v.watch_id, v.action_type, v.webhook_id, v.queue_id, v.valid_from, v.valid_to,
        v.enabled, a.created_at, a.deleted_at
        """;

    /// <summary>Of each automation of the team the version that stood then, and the newest: one row or two for each.</summary>
    public const string Versions =
        $"""
        select {Columns} from automations a join automation_versions v on v.automation_id = a.id
        where a.team_id = @team and (a.deleted_at is null or a.deleted_at > @at - @longAgo)
          and a.id in (select id from automations where team_id = @team order by id desc limit @most)
          and ((v.valid_from <= @at and (v.valid_to is null or v.valid_to > @at))
               or v.id = (select max(newest.id) from automation_versions newest where newest.automation_id = a.id))
        order by a.id, v.id
        """;

    public const string VersionsOfOne =
        $"""
        select {Columns} from automations a join automation_versions v on v.automation_id = a.id
        where a.id = @automation and a.team_id = @team order by v.id
        """;

    public const string Executions =
        """
        select id, automation_id, event_id, state, reason, delivery_id, item_id, created_at from executions
        where team_id = @team and event_id in @events
        """;
}
