using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Access.Teams;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Api.Texts;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Queues;

/// <summary>Queues of a team (M16): admins decide about them, members read them. Deleting one concerns its items.</summary>
public sealed class QueueOperations(Database database)
{
    internal const string Things = "queues";

    /// <summary>Makes a queue. <c>name_taken</c>, and what <c>QueueCheck</c> refuses.</summary>
    [Operation(Permission.ManageQueues)]
    public Task<Outcome<QueueStanding>> CreateAsync(Actor actor, string teamName, QueueSettings settings, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageQueues);
            Refuse.If(QueueCheck.Check(settings));
            if (await tx.ScalarAsync<long?>(QueueSql.Insert, QueueRow.Arguments(team, settings, default, actor.Name)) is not { } id)
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.NameTaken, "name", $"Team '{teamName}' has a queue '{settings.Name}' already."));
            }
            await TeamUses.CountAsync(tx, team.Id, Things, 1);
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "queue.created", settings.Name, EnumWords.Of(settings.Resource));
            return (await QueueLookup.ShowAsync(tx, [(await QueueLookup.FindByIdAsync(tx, new QueueId(id)))!]))[0];
        }, ct);

    /// <summary>Newest first; up to <see cref="PageRequest.Fetch"/> of them.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<QueueStanding>>> ListAsync(Actor actor, string teamName, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<QueueStanding>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            var rows = await session.QueryAsync<QueueRow>(QueueSql.List, new { team = team.Id, before = page.Before, fetch = page.Fetch });
            return await QueueLookup.ShowAsync(session, [.. rows.Select(row => row.ToQueue())]);
        }, ct);

    /// <summary>One queue, with how it stands.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<QueueStanding>> GetAsync(Actor actor, string teamName, string name, CancellationToken ct) =>
        database.AskAsync(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            return await QueueLookup.FindAsync(session, team.Id, name) is { } queue
                ? (await QueueLookup.ShowAsync(session, [queue]))[0]
                : throw new RefusedException(await QueueLookup.MissingAsync(session, team, name, ErrorCodes.NotFound));
        }, ct);

    /// <summary>
    /// Changes a queue, for items to come; pausing and limits hold at once. What waits is offered again, since a change
    /// may have been what it waited for.
    /// </summary>
    [Operation(Permission.ManageQueues)]
    public Task<Outcome<QueueStanding>> ChangeAsync(
        Actor actor, string teamName, string name, Func<QueueSettings, QueueSettings> change, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageQueues);
            if (await QueueLookup.LockAsync(tx, team.Id, name) is not { } queue)
            {
                throw new RefusedException(await QueueLookup.MissingAsync(tx, team, name, ErrorCodes.NotFound));
            }
            // Claims go by the resource in its column: what was decided at the beginning stays.
            var settings = change(queue.Settings) with { Name = queue.Settings.Name, Resource = queue.Settings.Resource };
            Refuse.If(QueueCheck.Check(settings, queue.Settings));
            await tx.ExecuteAsync(QueueSql.Update, QueueRow.Arguments(team, settings, queue.Id, actor.Name));
            var action = (queue.Settings.Paused, settings.Paused) switch
            {
                (false, true) => "queue.paused",
                (true, false) => "queue.resumed",
                _ => "queue.updated",
            };
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), action, name);
            tx.Wake(LaunchTopics.Queued);
            tx.Wake(LaunchTopics.Changed);
            return (await QueueLookup.ShowAsync(tx, [(await QueueLookup.FindByIdAsync(tx, queue.Id))!]))[0];
        }, ct);
}
