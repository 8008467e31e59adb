namespace Slipway.Access.Keys;

/// <summary>The statements of <see cref="JobKeys"/>.</summary>
internal static class JobKeysSql
{
    public const string Insert =
        """
        insert into limited_keys (key_hash, name, team_id, project_id, run_id, artifact_versions, depth, created_at)
        values (@hash, @name, @TeamId, @ProjectId, @Run, @versions, @depth, slipway_now()) returning id
        """;

    public const string End = "update limited_keys set expires_at = slipway_now() where id in @ids and (expires_at is null or expires_at > slipway_now())";

    public const string EndLater = "update limited_keys set expires_at = slipway_now() + @after where id = @id and expires_at is null";
}
