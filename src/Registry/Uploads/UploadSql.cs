namespace Slipway.Registry.Uploads;

/// <summary>What becomes of versions that were given up or deleted.</summary>
internal static class UploadSql
{
    // The state in the last condition is read again under the row's lock: a commit may have come first.
    public const string GiveUp =
        """
        update artifact_versions set state = 'deleted'
        where id in @ids and state = 'pending' and touched_at < slipway_now() - @age
        """;

    public const string Abandoned =
        """
        select id, team_id from artifact_versions
        where state = 'pending' and touched_at < slipway_now() - @age and id not in @resting order by id limit @count
        """;

    public const string Deleted = "select id, team_id from artifact_versions where state = 'deleted' and id not in @resting order by id limit @count";

    public const string Forget = "delete from artifact_versions where id = @version and state = 'deleted'";
}
