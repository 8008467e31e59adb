namespace Slipway.Access;

/// <summary>The statements of <see cref="ActorLookup"/>.</summary>
internal static class ActorLookupSql
{
    public const string ByKey =
        """
        select u.id, u.name, u.kind, u.is_instance_admin, m.team_id, m.role, k.id as credential_id,
               coalesce(k.last_used_at, 0) < slipway_now() - @every as note_use
        from api_keys k
        join users u on u.id = k.user_id
        left join team_members m on m.user_id = u.id
        where k.key_hash = @hash and k.revoked_at is null
        """;

    public const string BySession =
        """
        select u.id, u.name, u.kind, u.is_instance_admin, m.team_id, m.role, s.id as credential_id,
               s.last_seen_at < slipway_now() - @every as note_use
        from web_sessions s
        join users u on u.id = s.user_id
        left join team_members m on m.user_id = u.id
        where s.token_hash = @hash and s.expires_at > slipway_now() and s.last_seen_at > slipway_now() - @idle
        """;

    public const string ByLimitedKey =
        """
        select id, name, team_id, project_id, run_id, artifact_versions, depth from limited_keys
        where key_hash = @hash and (expires_at is null or expires_at > slipway_now())
        """;

    public const string KeyUsed = "update api_keys set last_used_at = slipway_now() where id = @CredentialId";

    public const string SessionSeen = "update web_sessions set last_seen_at = slipway_now() where id = @CredentialId";
}
