using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Statistics;

/// <summary>How queues do (B11): what was summed up, and the last minutes counted afresh.</summary>
public sealed class StatisticsOperations(Database database)
{
    /// <summary>Minutes that may not be summed up yet.</summary>
    internal const int FreshMinutes = 2;

    private const int ErrorsShown = 10;

    private static readonly TimeSpan Shown = TimeSpan.FromHours(1);

    /// <summary>One queue since then.</summary>
    /// <param name="since">Null for the last hour; 30 days are kept.</param>
    [Operation(Permission.Read)]
    public Task<Outcome<QueueStatistics>> GetAsync(Actor actor, string teamName, string name, DateTimeOffset? since, CancellationToken ct) =>
        database.AskAsync(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            if (await QueueLookup.FindAsync(session, team.Id, name) is not { } queue)
            {
                throw new RefusedException(await QueueLookup.MissingAsync(session, team, name, ErrorCodes.NotFound));
            }
            var now = await session.NowAsync();
            var standing = (await QueueLookup.ShowAsync(session, [queue]))[0];
            var depth = (await QueueDepth.OfAsync(session, [queue.Id]))[queue.Id];
            var errors = await session.QueryAsync<Item>(StatisticsSql.Errors, new { queue = queue.Id, fetch = ErrorsShown });
            return new QueueStatistics
            {
                Depth = depth.ByReason(standing),
                OldestWait = now - depth.Oldest,
                Active = standing.Active,
                Slots = standing.Fitting.Sum(agent => agent.Slots),
                Minutes = await MinutesAsync(session, queue.Id, InstantText.ToMicroseconds(since ?? now - Shown), InstantText.ToMicroseconds(now)),
                Errors = [.. errors.Select(item => new ItemStanding(item, null))],
            };
        }, ct);

    private static async Task<IReadOnlyList<QueueMinute>> MinutesAsync(DatabaseSession session, QueueId queue, long since, long now)
    {
        var from = since - (since % MinuteTallies.Minute);
        var fresh = Math.Max(from, now - (now % MinuteTallies.Minute) - (FreshMinutes * MinuteTallies.Minute));
        var summed = await session.QueryAsync<QueueMinute>(StatisticsSql.Minutes, new { queue, from, until = fresh });
        var counted = await MinuteTallies.CountAsync(session, queue, fresh, now + 1);
        return [.. summed, .. counted.Select(Of)];
    }

    private static QueueMinute Of(MinuteTally tally) => new()
    {
        Minute = tally.Minute,
        Enqueued = tally.Enqueued,
        Claimed = tally.Claimed,
        Succeeded = tally.Succeeded,
        Failed = tally.Failed,
        Cancelled = tally.Cancelled,
        Lost = tally.Lost,
        ClaimP50 = tally.ClaimP50,
        ClaimP99 = tally.ClaimP99,
        StartP50 = tally.StartP50,
        StartP99 = tally.StartP99,
    };
}
