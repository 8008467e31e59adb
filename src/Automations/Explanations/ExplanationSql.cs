using Slipway.Automations.Definitions;

namespace Slipway.Automations.Explanations;

internal static class ExplanationSql
{
    /// <summary>Of each automation of the team the version that stood then, and the newest: one row or two for each.</summary>
    public const string Versions =
        $"""
        select {VersionRow.Columns} from automations a join automation_versions v on v.automation_id = a.id
        where a.team_id = @team and (a.deleted_at is null or a.deleted_at > @at - @longAgo)
          and a.id in (select id from automations where team_id = @team order by id desc limit @most)
          and ((v.valid_from <= @at and (v.valid_to is null or v.valid_to > @at))
               or v.id = (select max(newest.id) from automation_versions newest where newest.automation_id = a.id))
        order by a.id, v.id
        """;

    public const string VersionsOfOne =
        $"""
        select {VersionRow.Columns} from automations a join automation_versions v on v.automation_id = a.id
        where a.id = @automation and a.team_id = @team order by v.id
        """;

    public const string Executions =
        """
        select id, automation_id, event_id, state, reason, delivery_id, item_id, created_at from executions
        where team_id = @team and event_id in @events
        """;
}
