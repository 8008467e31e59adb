using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Runs;

/// <summary>Finds runs; the <c>Require</c> forms check the actor, the <c>Find</c> forms leave that to the caller.</summary>
public static class RunLookup
{
    /// <summary>The run by its number, or null when it is gone.</summary>
    public static Task<Run?> FindByIdAsync(DatabaseSession session, RunId id) =>
        session.FirstAsync<Run>(RunSql.FindById, new { run = id });

    /// <summary>The run by its id in a project, or null when there is none.</summary>
    public static Task<Run?> FindAsync(DatabaseSession session, ProjectId project, string key) =>
        session.FirstAsync<Run>(RunSql.Find, new { project, key });

    /// <summary>What people call those runs of a project, by their ids; those that are gone are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> NamesAsync(DatabaseSession session, ProjectId project, IReadOnlyCollection<string> keys) =>
        (await session.QueryAsync<Named>(RunSql.Names, new { project, keys })).ToDictionary(run => run.Key, run => run.Name, StringComparer.Ordinal);

    /// <summary>
    /// The run, if the actor may: <c>not_found</c> when it, or for this actor its project, does not exist;
    /// <c>forbidden</c> when they do not hold the permission, and to a job that would write to another's run.
    /// </summary>
    public static Task<Run> RequireAsync(DatabaseSession session, Actor actor, RunAddress address, Permission permission) =>
        RequireAsync(session, actor, address, permission, RunSql.Find);

    /// <summary>As <see cref="RequireAsync(DatabaseSession, Actor, RunAddress, Permission)"/>, and locks the run until the transaction ends.</summary>
    public static Task<Run> RequireLockedAsync(DatabaseTransaction tx, Actor actor, RunAddress address, Permission permission) =>
        RequireAsync(tx, actor, address, permission, RunSql.Lock);

    internal static Task<Run?> LockAsync(DatabaseTransaction tx, ProjectId project, string key) =>
        tx.FirstAsync<Run>(RunSql.Lock, new { project, key });

    private static async Task<Run> RequireAsync(
        DatabaseSession session, Actor actor, RunAddress address, Permission permission, string sql)
    {
        var place = await ProjectAccess.RequireAsync(session, actor, address.Team, address.Project, permission);
        if (await session.FirstAsync<Run>(sql, new { project = place.Project.Id, key = address.Run }) is { } run)
        {
            return permission == Permission.Read || actor.MayTellOf(run.Id.Value, run.StartedByRun)
                ? run
                : throw new RefusedException(new Refusal(ErrorCodes.Forbidden, $"The key of a job writes to the run of the job and to those that it started, and '{run.Path}' is another's."));
        }
        throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"There is no run '{address.Run}' in '{address.Team}/{address.Project}'."));
    }

    private sealed record Named
    {
        public required string Key { get; init; }

        public required string Name { get; init; }
    }
}
