using Slipway.Access;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Queues;

/// <summary>Finds queues for operations that have checked the team already.</summary>
public static class QueueLookup
{
    /// <summary>The queue, or null when the team has none of that name.</summary>
    public static async Task<Queue?> FindAsync(DatabaseSession session, TeamId team, string name) =>
        (await session.FirstAsync<QueueRow>(QueueSql.FindByName, new { team, name }))?.ToQueue();

    /// <summary>The queue, or null when it is gone.</summary>
    public static async Task<Queue?> FindByIdAsync(DatabaseSession session, QueueId id) =>
        (await session.FirstAsync<QueueRow>(QueueSql.FindById, new { id }))?.ToQueue();

    /// <summary>How those of a team's queues stand that are there yet, by id.</summary>
    public static async Task<IReadOnlyDictionary<QueueId, QueueStanding>> ShowAsync(DatabaseSession session, IReadOnlyCollection<QueueId> ids)
    {
        Queue[] queues = [.. (await FindRowsAsync(session, ids)).Select(row => row.ToQueue())];
        return (await ShowAsync(session, queues)).ToDictionary(standing => standing.Queue.Id);
    }

    /// <summary>As <see cref="FindAsync"/>, and in a transaction the queue stays until it ends: for who saves something that names it.</summary>
    public static async Task<Queue?> HoldAsync(DatabaseSession session, TeamId team, string name) =>
        (await session.FirstAsync<QueueRow>(QueueSql.HoldByName, new { team, name }))?.ToQueue();

    /// <summary>As <see cref="FindAsync"/>, locked until the transaction ends: what decides over its items comes one after the other.</summary>
    public static async Task<Queue?> LockAsync(DatabaseTransaction tx, TeamId team, string name) =>
        (await tx.FirstAsync<QueueRow>(QueueSql.LockByName, new { team, name }))?.ToQueue();

    internal static Task<QueueRow?> FindRowAsync(DatabaseSession session, TeamId team, string name) =>
        session.FirstAsync<QueueRow>(QueueSql.FindByName, new { team, name });

    internal static Task<QueueRow?> LockRowAsync(DatabaseTransaction tx, TeamId team, string name) =>
        tx.FirstAsync<QueueRow>(QueueSql.LockByName, new { team, name });

    internal static Task<QueueRow?> FindRowAsync(DatabaseSession session, QueueId id) =>
        session.FirstAsync<QueueRow>(QueueSql.FindById, new { id });

    /// <summary>Those of the queues that are there yet.</summary>
    internal static async Task<IReadOnlyList<QueueRow>> FindRowsAsync(DatabaseSession session, IReadOnlyCollection<QueueId> ids) =>
        ids.Count == 0 ? [] : await session.QueryAsync<QueueRow>(QueueSql.FindMany, new { ids });

    internal static Task<QueueRow?> LockRowAsync(DatabaseTransaction tx, QueueId id) =>
        tx.FirstAsync<QueueRow>(QueueSql.LockById, new { id });

    /// <summary>The oldest queues of all teams.</summary>
    internal static async Task<IReadOnlyList<Queue>> FirstAsync(DatabaseSession session, int fetch) =>
        [.. (await session.QueryAsync<QueueRow>(QueueSql.First, new { fetch })).Select(row => row.ToQueue())];

    /// <summary>How they stand, in their order: two statements for a whole page of one team's.</summary>
    internal static async Task<IReadOnlyList<QueueStanding>> ShowAsync(DatabaseSession session, IReadOnlyList<Queue> queues)
    {
        if (queues.Count == 0)
        {
            return [];
        }
        var counts = (await session.QueryAsync<CountRow>(QueueSql.Counts, new { queues = queues.Select(queue => queue.Id) }))
            .ToLookup(row => row.QueueId);
        var agents = await ServingAgent.ListAsync(session, queues[0].TeamId);
        return
        [
            .. queues.Select(queue => new QueueStanding(
                queue,
                counts[queue.Id].Where(row => row.IsQueued).Sum(row => row.Items),
                counts[queue.Id].Where(row => !row.IsQueued).Sum(row => row.Items),
                [.. agents.Where(agent => agent.Serves(queue))])),
        ];
    }

    /// <summary>Says that there is none, and what there is instead.</summary>
    /// <param name="code"><c>not_found</c> in a path, <c>queue_missing</c> in a body.</param>
    internal static async Task<Refusal> MissingAsync(DatabaseSession session, Team team, string name, string code)
    {
        var names = await session.QueryAsync<string>(QueueSql.Names, new { team = team.Id });
        var known = names.Count == 0 ? "It has none yet." : $"It has {string.Join(", ", names.Take(5))}{(names.Count > 5 ? " and others" : "")}.";
        var detail = $"Team '{team.Name}' has no queue '{name}'. {known}";
        return code == ErrorCodes.NotFound ? new Refusal(code, detail) : Refusal.OfField(code, "queue", detail);
    }

    private sealed record CountRow
    {
        public required QueueId QueueId { get; init; }

        public required bool IsQueued { get; init; }

        public required int Items { get; init; }
    }
}
