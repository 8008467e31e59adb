namespace Slipway.Access;

/// <summary>The statements of <see cref="ActorStanding"/>.</summary>
internal static class ActorStandingSql
{
    public const string Standing =
        """
        join users u on u.id = c.user_id
        left join teams t on t.name = @team
        left join (select user_id, role from team_members
                   where user_id = @user and team_id = (select id from teams where name = @team) {for_share}) m on m.user_id = u.id
        """;

    public const string ByKey =
        $$"""
        select u.is_instance_admin, t.id as team_id, m.role from api_keys c
        {{Standing}}
        where c.id = @credential and c.revoked_at is null {for_share c}
        """;

    public const string BySession =
        $$"""
        select u.is_instance_admin, t.id as team_id, m.role from web_sessions c
        {{Standing}}
        where c.id = @credential and c.expires_at > slipway_now() {for_share c}
        """;

    public const string ByJobKey =
        "select team_id from limited_keys where id = @credential and (expires_at is null or expires_at > slipway_now()) {for_share}";
}
