using Slipway.Automations.Definitions;

namespace Slipway.Automations.Matching;

internal static class MatchingSql
{
    /// <summary>Everything that may answer a batch of events; the pure match decides.</summary>
    public const string Versions =
        $"""
        select {VersionRow.Columns}
        from automation_versions v join automations a on a.id = v.automation_id
        where v.team_id in @teams and v.event_type in @types
          and (v.collection_id is null or v.collection_id in @collections)
          and v.enabled and v.valid_from <= @last and (v.valid_to is null or v.valid_to > @first)
        order by v.id
        """;

    public const string Answerers = "select automation_id from executions where event_id = @id";

    /// <summary>The execution of a unit that was set aside; changes nothing where one has ended otherwise.</summary>
    public const string SetAside =
        """
        insert into executions (team_id, automation_id, automation_version_id, event_id, state, reason, created_at)
        values (@team, @automation, @version, @eventId, 'failed', @reason, slipway_now())
        on conflict (automation_id, event_id) do nothing
        """;
}
