using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Events;

/// <summary>What to list. Null filters match everything.</summary>
public sealed record EventFilter(string? Type, string? RegisteredModel);

/// <summary>Reading the log. Every read first numbers what was committed since, so numbers follow the commits.</summary>
public sealed class EventOperations(Database database)
{
    /// <summary>The newest events of a team, newest first; pages continue before a number.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<LoggedEvent>>> ListAsync(Actor actor, string teamName, EventFilter filter, PageRequest page, CancellationToken ct) =>
        Outcome.OfAsync(() => ReadAsync(actor, teamName, (session, team) => session.QueryAsync<LoggedEvent>(
            filter.RegisteredModel is null ? EventSql.Newest : EventSql.NewestOfModel,
            new { team, before = page.Before, type = filter.Type, model = filter.RegisteredModel, fetch = page.Fetch }), ct));

    /// <summary>The events with a number greater than <paramref name="after"/>, oldest first: none committed late is ever skipped.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<LoggedEvent>>> ListAfterAsync(
        Actor actor, string teamName, EventFilter filter, long after, int atMost, CancellationToken ct) =>
        Outcome.OfAsync(() => ReadAsync(actor, teamName, (session, team) => session.QueryAsync<LoggedEvent>(
            filter.RegisteredModel is null ? EventSql.After : EventSql.AfterOfModel,
            new { team, after, type = filter.Type, model = filter.RegisteredModel, fetch = atMost }), ct));

    /// <summary>The number of the newest event; 0 when there is none.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<long>> LastNumberAsync(Actor actor, string teamName, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            await NumberAsync(ct);
            return await database.ReadAsync(async session =>
            {
                var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
                return await session.ScalarAsync<long>(EventSql.LastNumber, new { team = team.Id });
            }, ct);
        });

    [Operation(Permission.Read)]
    public Task<Outcome<LoggedEvent>> GetAsync(Actor actor, string teamName, string id, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            await NumberAsync(ct);
            return await database.ReadAsync(async session =>
            {
                var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
                return long.TryParse(id, out var number)
                    && await session.FirstAsync<LoggedEvent>(EventSql.Find, new { team = team.Id, id = number }) is { } found
                        ? found
                        : throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"Team '{teamName}' has no event '{id}'."));
            }, ct);
        });

    /// <summary>Events since a time, oldest first, for rooms that have checked the actor already.</summary>
    [Operation(Permission.None)]
    public static Task<IReadOnlyList<LoggedEvent>> SinceAsync(DatabaseSession session, TeamId team, DateTimeOffset since, EventId after, int atMost) =>
        session.QueryAsync<LoggedEvent>(EventSql.Since, new { team, since, afterId = after, fetch = atMost });

    /// <summary>Events by their ids, for rooms that have checked the actor already.</summary>
    [Operation(Permission.None)]
    public static async Task<IReadOnlyList<LoggedEvent>> ByIdsAsync(DatabaseSession session, IReadOnlyCollection<EventId> ids) =>
        ids.Count == 0 ? [] : await session.QueryAsync<LoggedEvent>(EventSql.ByIds, new { ids });

    /// <summary>Gives numbers to what has none. One claimer at a time, by the lock on the counter's row.</summary>
    internal async Task NumberAsync(CancellationToken ct)
    {
        if (await database.ReadAsync(session => session.ScalarAsync<long?>(EventSql.AnyWithoutNumber), ct) is null)
        {
            return;
        }
        await database.WriteAsync(async tx =>
        {
            var last = await tx.ScalarAsync<long>(EventSql.LockNumbering);
            var count = await tx.ExecuteAsync(EventSql.Number, new { last });
            await tx.ExecuteAsync(EventSql.Numbered, new { count });
        }, ct);
    }

    private async Task<IReadOnlyList<LoggedEvent>> ReadAsync(
        Actor actor, string teamName, Func<DatabaseSession, TeamId, Task<IReadOnlyList<LoggedEvent>>> read, CancellationToken ct)
    {
        await NumberAsync(ct);
        return await database.ReadAsync(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            return await read(session, team.Id);
        }, ct);
    }
}
