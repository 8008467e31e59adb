namespace Slipway.Events;

internal static class EventSql
{
    private const string Select =
        """
        select id, number, type, at, actor, team_id, team, project, scope_kind, collection_id, registered_model, artifact,
               artifact_version_id, version, alias, tag, run, metric, watch_id, before, after, depth
        from events
        """;

    public const string Append =
        """
        insert into events (type, at, actor, team_id, team, project, scope_kind, collection_id, registered_model, artifact,
                            artifact_version_id, version, alias, tag, run, metric, watch_id, before, after, depth)
        values (@Type, slipway_now(), @Actor, @TeamId, @Team, @Project, @ScopeKind, @CollectionId, @RegisteredModel, @Artifact,
                @ArtifactVersionId, @Version, @Alias, @Tag, @Run, @Metric, @WatchId, @Before, @After, @Depth)
        """;

    public const string AppendPending = "insert into event_pending (consumer, event_id) values (@Name, {new_id events})";

    /// <summary>Those that were not tried yet, oldest first; in a transaction taken alone.</summary>
    public const string Pending =
        "select event_id from event_pending where consumer = @consumer and tries = 0 order by event_id limit @atMost {skip_locked}";

    public const string Take = "delete from event_pending where consumer = @consumer and tries = 0 and event_id in @ids returning event_id";

    /// <summary>Those whose next try is due.</summary>
    public const string Retried =
        """
        select event_id from event_pending where consumer = @consumer and tries > 0 and due_at <= slipway_now()
        order by due_at limit @atMost
        """;

    public const string FindPending = "select tries from event_pending where consumer = @consumer and event_id = @id";

    public const string PendingOf = "select event_id, tries from event_pending where consumer = @consumer and event_id in @ids";

    public const string LockPending = FindPending + " {skip_locked}";

    public const string Answered = "delete from event_pending where consumer = @consumer and event_id = @id";

    public const string Failed =
        "update event_pending set tries = @tries, due_at = slipway_now() + @pause where consumer = @consumer and event_id = @id";

    public const string ByIds = Select + " where id in @ids order by id";

    public const string LockNumbering = "select last from event_numbering where id = 1 {for_update}";

    // The order is what makes SQLite read the small index of those without a number, and not the whole log by another.
    public const string AnyWithoutNumber = "select id from events where number is null order by id limit 1";

    public const string Number =
        """
        update events set number = given.number
        from (select id, @last + row_number() over (order by id) as number from events where number is null) as given
        where events.id = given.id
        """;

    public const string Numbered = "update event_numbering set last = last + @count where id = 1";

    public const string LastNumber = "select coalesce(max(number), 0) from events where team_id = @team";

    public const string Newest =
        $"""
        {Select}
        where team_id = @team and number < @before
          and (cast(@type as text) is null or type = @type)
        order by number desc limit @fetch
        """;

    /// <summary>Of its own, or no engine would read them by the model's index.</summary>
    public const string NewestOfModel =
        $"""
        {Select}
        where team_id = @team and registered_model = @model and number < @before
          and (cast(@type as text) is null or type = @type)
        order by number desc limit @fetch
        """;

    public const string After =
        $"""
        {Select}
        where team_id = @team and number > @after
          and (cast(@type as text) is null or type = @type)
        order by number limit @fetch
        """;

    public const string AfterOfModel =
        $"""
        {Select}
        where team_id = @team and registered_model = @model and number > @after
          and (cast(@type as text) is null or type = @type)
        order by number limit @fetch
        """;

    public const string Find = Select + " where team_id = @team and id = @id";

    // By the ids: '+' keeps SQLite from the team's index, by which it would sort the whole log for each page.
    public const string Since =
        $"""
        {Select} where +team_id = @team and at >= @since and id > @afterId order by id limit @fetch
        """;
}
