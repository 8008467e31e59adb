namespace Slipway.Launch.Queues;

internal static class QueueSql
{
    private const string Columns =
        """
        id, team_id, team_name, name, resource, description, config, template_variables, default_priority, max_concurrency, max_queued,
        start_timeout, run_timeout, cancel_grace, max_wait, labels, lost_policy, max_attempts, allowed_arguments, external_links, paused,
        created_by, created_at, updated_at
        """;

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
        insert into queues (team_id, team_name, name, resource, description, config, template_variables, default_priority, max_concurrency,
                            max_queued, start_timeout, run_timeout, cancel_grace, max_wait, labels, lost_policy, max_attempts,
                            allowed_arguments, external_links, paused, created_by, created_at, updated_at)
        values (@team, @teamName, @Name, @Resource, @Description, @config, @templateVariables, @DefaultPriority, @MaxConcurrency,
                @MaxQueued, @startTimeout, @runTimeout, @cancelGrace, @maxWait, @labels, @LostPolicy, @MaxAttempts,
                @allowedArguments, @externalLinks, @Paused, @by, slipway_now(), slipway_now())
        on conflict do nothing returning id
        """;

    public const string Update =
        """
        update queues set description = @Description, config = @config, template_variables = @templateVariables,
            default_priority = @DefaultPriority, max_concurrency = @MaxConcurrency, max_queued = @MaxQueued, start_timeout = @startTimeout,
            run_timeout = @runTimeout, cancel_grace = @cancelGrace, max_wait = @maxWait, labels = @labels, lost_policy = @LostPolicy,
            max_attempts = @MaxAttempts, allowed_arguments = @allowedArguments, external_links = @externalLinks, paused = @Paused,
            updated_at = slipway_now()
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
