namespace Slipway.Webhooks.Definitions;

internal static class WebhookSql
{
    private const string Columns = "id, team_id, settings, disabled_reason, warning, created_by, created_at, updated_at";

    public const string FindByName = $"select {Columns} from webhooks where team_id = @team and name = @name";

    public const string FindById = $"select {Columns} from webhooks where id = @id";

    /// <summary>Whoever names it, or decides by it, holds it as it is.</summary>
    public const string HoldByName = FindByName + " {for_share}";

    /// <summary>Whoever deletes it, or finds that it must be disabled, takes it alone.</summary>
    public const string LockByName = FindByName + " {for_update}";

    public const string HoldMany = $"select {Columns} from webhooks where id in @ids order by id {{for_share}}";

    public const string LockMany = $"select {Columns} from webhooks where id in @ids order by id {{for_update}}";

    public const string List = $"select {Columns} from webhooks where team_id = @team and id < @before order by id desc limit @fetch";

    public const string Insert =
        """
        insert into webhooks (team_id, name, url, enabled, settings, warning, created_by, created_at, updated_at)
        values (@team, @name, @url, @enabled, @settings, @warning, @by, slipway_now(), slipway_now())
        on conflict do nothing returning id
        """;

    // The time of the last change guards against one that came between reading and writing.
    public const string Update =
        """
        update webhooks set name = @name, url = @url, enabled = @enabled, settings = @settings, disabled_reason = null, warning = @warning,
            updated_at = case when slipway_now() > updated_at then slipway_now() else updated_at + 1 end
        where id = @id and updated_at = @seen
        """;

    public const string Delete = "delete from webhooks where id = @id";

    public const string Disable =
        "update webhooks set enabled = false, settings = @settings, disabled_reason = @reason, updated_at = slipway_now() where id = @id and enabled";

    public const string Names = "select id, name, url from webhooks where id in @ids";
}
