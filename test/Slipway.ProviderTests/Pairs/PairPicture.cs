using Slipway.Storage;

namespace Slipway.ProviderTests.Pairs;

/// <summary>What stands in a team when everything has come to rest, without numbers and times: equal pictures, equal outcomes.</summary>
internal static class PairPicture
{
    // Each selects lines of text of one team; ordered, so that a picture tells nothing of who came first where that is no matter.
    private static readonly string[] Parts =
    [
        "select 'team ' || t.name from teams t where t.id = @id",
        "select 'member ' || u.name || ' ' || m.role from team_members m join users u on u.id = m.user_id where m.team_id = @id order by u.name",
        "select 'project ' || name from projects where team_id = @id order by name",
        "select 'counts ' || things || ' ' || kind from team_uses where team_id = @id and things <> 0 order by kind",
        "select 'secret ' || name from secrets where team_id = @id order by name",
        "select 'webhook ' || name || ' ' || case when enabled then 'enabled ' else 'disabled ' end || coalesce(disabled_reason, '') from webhooks where team_id = @id order by name",
        "select 'uses secret ' || user_kind || ' ' || user_name || ' ' || secret_name || case when disabled then ' disabled' else '' end from secret_uses where team_id = @id order by user_kind, user_name, secret_name",
        "select 'uses webhook ' || user_name || case when disabled then ' disabled' else '' end from webhook_uses where team_id = @id order by user_name",
        "select 'delivery ' || coalesce(automation, '') || ' ' || state || ' ' || coalesce(reason, '') || ' ' || attempts from deliveries where team_id = @id order by id",
        "select 'automation ' || a.name || case when a.deleted_at is null then '' else ' deleted' end || ' ' || (select count(*) from automation_versions v where v.automation_id = a.id and v.valid_to is null) from automations a where a.team_id = @id order by a.name",
        "select 'execution ' || a.name || ' ' || e.state || ' ' || coalesce(e.reason, '') from executions e join automations a on a.id = e.automation_id where e.team_id = @id order by a.name, e.id",
        "select 'collection ' || name || ' ' || next_index from collections where team_id = @id order by name",
        "select 'version ' || c.name || ' v' || m.version_index || ' ' || v.state from memberships m join collections c on c.id = m.collection_id left join artifact_versions v on v.id = m.artifact_version_id where c.team_id = @id order by c.name, m.version_index",
        "select 'alias ' || a.alias || ' v' || m.version_index from aliases a join collections c on c.id = a.collection_id join memberships m on m.id = a.membership_id where c.team_id = @id order by a.alias",
        "select 'tag ' || g.tag from membership_tags g join memberships m on m.id = g.membership_id join collections c on c.id = m.collection_id where c.team_id = @id order by g.tag",
        "select 'protected ' || alias from protected_aliases where team_id = @id order by alias",
        "select 'event ' || type || ' ' || coalesce(version, '') || ' ' || coalesce(alias, tag, '') || ' ' || coalesce(before, '') || ' ' || coalesce(after, '') from events where team_id = @id order by id",
    ];

    public static Task<string> TakeAsync(PairStage stage) => stage.Room.Database.ReadAsync(async session =>
    {
        var lines = new List<string>();
        foreach (var part in Parts)
        {
            lines.AddRange(await session.QueryAsync<string>(part, new { id = stage.TeamId }));
        }
        return string.Join('\n', lines).Replace(stage.Team, "TEAM", StringComparison.Ordinal);
    }, default);
}
