using Slipway.Storage;

namespace Slipway.Events;

/// <summary>Who consumes events: each gets a pending row of its own with every event.</summary>
public sealed record EventConsumer(string Name);

/// <summary>
/// The append-only log. A change appends its event in its own transaction (B1): both commit or neither does.
/// </summary>
public sealed class EventLog(IEnumerable<EventConsumer> consumers)
{
    public static readonly WakeTopic Appended = new("events");

    private readonly EventConsumer[] _consumers = [.. consumers];

    /// <summary>Appends one event, with the commit at the latest; consumers and live streams wake after it.</summary>
    public void Append(DatabaseTransaction tx, NewEvent happened)
    {
        tx.Defer(EventSql.Append, new
        {
            happened.Type,
            happened.TeamId,
            happened.Team,
            happened.Project,
            ScopeKind = EnumText.Of(happened.ScopeKind),
            happened.CollectionId,
            happened.RegisteredModel,
            happened.Artifact,
            happened.ArtifactVersionId,
            happened.Version,
            happened.Alias,
            happened.Tag,
            happened.Run,
            happened.Metric,
            happened.WatchId,
            happened.Before,
            happened.After,
            happened.Actor,
            happened.Depth,
        });
        foreach (var consumer in _consumers)
        {
            tx.Defer(EventSql.AppendPending, new { consumer.Name });
        }
        tx.Wake(Appended);
    }

    /// <summary>
    /// Pending events for a consumer that were not tried yet, oldest first. In a transaction they are its own until it ends:
    /// another server passes over them.
    /// </summary>
    public static async Task<IReadOnlyList<LoggedEvent>> PendingAsync(DatabaseSession session, string consumer, int atMost)
    {
        var ids = await session.QueryAsync<long>(EventSql.Pending, new { consumer, atMost });
        return ids.Count == 0 ? [] : await session.QueryAsync<LoggedEvent>(EventSql.ByIds, new { ids });
    }

    /// <summary>
    /// Takes those of the events that are pending still. They count as answered when <paramref name="tx"/> commits, so the
    /// consumer writes its answer in the same transaction.
    /// </summary>
    public static async Task<IReadOnlySet<EventId>> TakeAsync(DatabaseTransaction tx, string consumer, IReadOnlyCollection<EventId> ids) =>
        ids.Count == 0
            ? new HashSet<EventId>()
            : (await tx.QueryAsync<EventId>(EventSql.Take, new { consumer, ids = ids.Select(id => id.Value).ToArray() })).ToHashSet();

    /// <summary>Pending events for a consumer whose next try is due.</summary>
    public static Task<IReadOnlyList<EventId>> RetriedAsync(DatabaseSession session, string consumer, int atMost) =>
        session.QueryAsync<EventId>(EventSql.Retried, new { consumer, atMost });

    /// <summary>How many tries to answer a pending event have failed; null when it is answered.</summary>
    public static Task<int?> FailedTriesAsync(DatabaseSession session, string consumer, EventId id) =>
        session.ScalarAsync<int?>(EventSql.FindPending, new { consumer, id });

    /// <summary>As the other, of several events at once; those that are answered are left out.</summary>
    public static async Task<IReadOnlyDictionary<EventId, int>> FailedTriesAsync(
        DatabaseSession session, string consumer, IReadOnlyCollection<EventId> events) =>
        events.Count == 0
            ? new Dictionary<EventId, int>()
            : (await session.QueryAsync<PendingEvent>(EventSql.PendingOf, new { consumer, ids = events.Select(id => id.Value).ToArray() }))
                .ToDictionary(pending => pending.EventId, pending => pending.Tries);

    /// <summary>The same, and locked; null also when another server has it right now.</summary>
    public static Task<int?> LockPendingAsync(DatabaseTransaction tx, string consumer, EventId id) =>
        tx.ScalarAsync<int?>(EventSql.LockPending, new { consumer, id });

    /// <summary>The event is answered, with the commit.</summary>
    public static void Answered(DatabaseTransaction tx, string consumer, EventId id) => tx.Defer(EventSql.Answered, new { consumer, id });

    /// <summary>A try to answer it failed; it is due again after the pause.</summary>
    public static void Failed(DatabaseTransaction tx, string consumer, EventId id, int tries, TimeSpan pause) =>
        tx.Defer(EventSql.Failed, new { consumer, id, tries, pause = InstantText.ToMicroseconds(pause) });

    private sealed record PendingEvent
    {
        public EventId EventId { get; init; }

        public int Tries { get; init; }
    }
}
