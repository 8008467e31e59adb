namespace Slipway.Launch.Queues;

internal static class QueueSql
{
    private const string Columns = "id, team_id, team_name, settings, created_by, created_at, updated_at";

    public const string FindByName = $"select {Columns} from queues where team_id = @team and name = @name";

    public const string LockByName = $"select {Columns} from queues where team_id = @team and name = @name {{for_update}}";

    /// <summary>Whoever names a queue holds it: it is not deleted meanwhile.</summary>
    public const string HoldByName = $"select {Columns} from queues where team_id = @team and name = @name {{for_share}}";

    public const string FindById = $"select {Columns} from queues where id = @id";

    public const string FindMany = $"select {Columns} from queues where id in @ids";

    public const string LockById = $"select {Columns} from queues where id = @id {{for_update}}";

    public const string List = $"select {Columns} from queues where team_id = @team and id < @before order by id desc limit @fetch";

    public const string First = $"select {Columns} from queues order by id limit @fetch";

    public const string Names = "select name from queues where team_id = @team order by name limit 6";

    public const string Insert =
        """
        insert into queues (team_id, team_name, name, resource, paused, lost_policy, labels, max_concurrency,
                            start_timeout, allowed_arguments, settings, created_by, created_at, updated_at)
        values (@team, @teamName, @name, @resource, @paused, @lostPolicy, @labels, @maxConcurrency,
                @startTimeout, @allowedArguments, @settings, @by, slipway_now(), slipway_now())
        on conflict do nothing returning id
        """;

    public const string Update =
        """
        update queues set paused = @paused, lost_policy = @lostPolicy, labels = @labels, max_concurrency = @maxConcurrency,
            start_timeout = @startTimeout, allowed_arguments = @allowedArguments, settings = @settings, updated_at = slipway_now()
        where id = @id
        """;

    public const string Delete = "delete from queues where id = @id";

    public const string DeleteMinutes = "delete from queue_minutes where queue_id = @id";

    public const string Counts =
        """
        select queue_id, state = 'queued' as is_queued, count(*) as items from queue_items
        where queue_id in @queues and state in ('queued', 'claimed', 'starting', 'running')
        group by queue_id, state = 'queued'
        """;
}
