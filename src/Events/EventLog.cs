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
    /// Takes pending events for a consumer, oldest first. They count as answered when <paramref name="tx"/> commits, so
    /// the consumer writes its answer in the same transaction.
    /// </summary>
    public static async Task<IReadOnlyList<LoggedEvent>> TakeAsync(DatabaseTransaction tx, string consumer, int atMost)
    {
        var ids = await tx.QueryAsync<long>(EventSql.Take, new { consumer, atMost });
        return ids.Count == 0 ? [] : await tx.QueryAsync<LoggedEvent>(EventSql.ByIds, new { ids });
    }
}
