using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Access.Teams;
using Slipway.Api;
using Slipway.Api.Runs;
using Slipway.Rest;
using Slipway.Runs.Artifacts;
using Slipway.Runs.Lifecycle;
using Slipway.Storage;

namespace Slipway.Runs.Records;

/// <summary>Runs of a project: started, shown, described, ended, deleted (M18).</summary>
public sealed class RunOperations(Database database, RunLifecycle lifecycle, RunEvents events)
{
    /// <summary>
    /// Starts a run, and raises <c>RUN_STATE</c>. An id that is prepared begins, and one that its launcher has begun goes
    /// on; both keep what they were given and take what is given now. <c>run_id_taken</c> for any other id that exists.
    /// </summary>
    [Operation(Permission.Publish)]
    public Task<Outcome<StartedRun>> CreateAsync(Actor actor, string team, string project, CreateRunRequest request, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            // What is given is merged before the transaction, which only looks whether that still holds.
            while (true)
            {
                var (place, existing) = await database.ReadAsync(session => FindAsync(session, actor, team, project, request), ct);
                var filled = RunEdit.Apply(existing ?? RunStart.Blank(actor, place, request.Id), request).Value;
                var started = await database.WriteAsync(tx => StartAsync(tx, actor, place, existing, filled, request.Id is not null), ct);
                if (started is { } run)
                {
                    return run;
                }
            }
        });

    /// <summary>Newest first, or sorted; as many as asked for, and fewer where they are large.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<RunList>> ListAsync(
        Actor actor, string team, string project, RunFilter filter, RunSort? sort, PageRequest page, CancellationToken ct) =>
        database.AskAsync(async session =>
        {
            var place = await ProjectAccess.RequireAsync(session, actor, team, project, Permission.Read);
            Refuse.If(filter.Problem);
            return await RunListing.ReadAsync(session, place.Project.Id, filter, sort, page);
        }, ct);

    /// <summary>One run, or <c>not_found</c>.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<RunDetail>> GetAsync(Actor actor, RunAddress address, CancellationToken ct) =>
        database.AskAsync(async session =>
        {
            var found = await RunLookup.RequireAsync(session, actor, address, Permission.Read);
            return new RunDetail(found, await RunArtifacts.OfRunsAsync(session, [found.Id]));
        }, ct);

    /// <summary>Changes what is said of a run, whether it has ended or not; config and summary are merged key by key.</summary>
    [Operation(Permission.Publish)]
    public Task<Outcome<RunDetail>> UpdateAsync(Actor actor, RunAddress address, PatchRunRequest request, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            // Merging takes as long as the texts are; nobody else's write waits for it. Who comes in between makes us merge again,
            // and has then got on.
            while (true)
            {
                var seen = await database.ReadAsync(session => RunLookup.RequireAsync(session, actor, address, Permission.Publish), ct);
                var changed = RunEdit.Apply(seen, request).Value;
                var written = await database.WriteAsync<RunDetail?>(async tx =>
                {
                    var locked = await RunLookup.RequireLockedAsync(tx, actor, address, Permission.Publish);
                    if (locked.Id != changed.Id || !RunEdit.IsSame(locked, seen))
                    {
                        return null;
                    }
                    await tx.ExecuteAsync(RecordSql.Update, changed);
                    return await ShowAsync(tx, changed.Id);
                }, ct);
                if (written is { } run)
                {
                    return run;
                }
            }
        });

    /// <summary>
    /// The run still goes on; a silent one goes on again. <c>run_ended</c> tells its client to stop.
    /// </summary>
    [Operation(Permission.Publish)]
    public Task<Outcome<Unit>> BeatAsync(Actor actor, RunAddress address, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var open = await lifecycle.RequireOpenAsync(tx, actor, address);
            await tx.ExecuteAsync(RecordSql.Beat, new { run = open.Id });
            return Unit.Value;
        }, ct);

    /// <summary>The run ended by itself: <c>finished</c> when its exit code is 0, else <c>failed</c>. Saying the same again is harmless.</summary>
    [Operation(Permission.Publish)]
    public Task<Outcome<RunDetail>> FinishAsync(Actor actor, RunAddress address, int exitCode, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var state = exitCode == 0 ? RunState.Finished : RunState.Failed;
            var locked = await RunLookup.RequireLockedAsync(tx, actor, address, Permission.Publish);
            if (locked.State == state && locked.ExitCode == exitCode)
            {
                return await ShowAsync(tx, locked.Id);
            }
            var open = await lifecycle.RequireOpenAsync(tx, actor, address);
            await lifecycle.EndAsync(tx, open.Id, state, exitCode);
            return await ShowAsync(tx, open.Id);
        }, ct);

    /// <summary>
    /// Ends a run from outside; its client learns it with its next heartbeat. <c>conflict</c> for a launched one: whoever
    /// cancels its queue item ends the process too.
    /// </summary>
    [Operation(Permission.Curate)]
    public Task<Outcome<RunDetail>> KillAsync(Actor actor, RunAddress address, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var run = await RunLookup.RequireLockedAsync(tx, actor, address, Permission.Curate);
            if (run.State == RunState.Killed)
            {
                return await ShowAsync(tx, run.Id);
            }
            if (run.HasEnded)
            {
                throw new RefusedException(RunLifecycle.HasEnded(run));
            }
            if (run.LaunchItem is { } item)
            {
                throw new RefusedException(new Refusal(ErrorCodes.Conflict,
                    $"The run '{run.Path}' was launched by item {item} of queue '{run.LaunchQueue}'. Cancel the item, which ends the run.",
                    Facts: new Dictionary<string, object?> { ["queue"] = run.LaunchQueue, ["item"] = $"{item}" }));
            }
            await lifecycle.EndAsync(tx, run.Id, RunState.Killed, exitCode: null, actor.Name);
            AuditTrail.Append(tx, actor, run.AuditedTeam, "run.killed", run.Path);
            return await ShowAsync(tx, run.Id);
        }, ct);

    /// <summary>
    /// Deletes a run that has ended, with its metrics, log and files: nobody finds it from now on, and the cleaner removes it
    /// piece by piece. <c>conflict</c> while it goes on.
    /// </summary>
    [Operation(Permission.Curate)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, RunAddress address, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var run = await RunLookup.RequireLockedAsync(tx, actor, address, Permission.Curate);
            if (!run.HasEnded)
            {
                throw new RefusedException(new Refusal(ErrorCodes.Conflict, $"The run '{run.Path}' is {EnumText.Of(run.State)}. End it first."));
            }
            await tx.ExecuteAsync(RecordSql.Hide, new { run = run.Id });
            tx.Wake(RunTopics.Deleted);
            await TeamUses.CountAsync(tx, run.TeamId, RunLifecycle.RunUses, -1);
            AuditTrail.Append(tx, actor, run.AuditedTeam, "run.deleted", run.Path);
            return Unit.Value;
        }, ct);

    private static async Task<(ProjectPlace Place, Run? Existing)> FindAsync(
        DatabaseSession session, Actor actor, string team, string project, CreateRunRequest request)
    {
        var place = await ProjectAccess.RequireAsync(session, actor, team, project, Permission.Publish);
        if (request.Id is not { } key)
        {
            return (place, null);
        }
        Refuse.If(RunTexts.CheckKey(key));
        var existing = await RunLookup.FindAsync(session, place.Project.Id, key);
        return existing is null || RunStart.IsOpenTo(actor, existing) ? (place, existing) : throw new RefusedException(Taken(key));
    }

    /// <summary>The run begins or goes on; null when it is not any more as it was seen.</summary>
    private async Task<StartedRun?> StartAsync(
        DatabaseTransaction tx, Actor actor, ProjectPlace seen, Run? existing, Run filled, bool isNamed)
    {
        var place = await ProjectAccess.RequireAsync(tx, actor, seen.Team.Name, seen.Project.Name, Permission.Publish);
        var locked = isNamed ? await RunLookup.LockAsync(tx, place.Project.Id, filled.Key) : null;
        if (place.Project.Id != seen.Project.Id || locked?.Id != existing?.Id || (locked is not null && !RunEdit.IsSame(locked, existing!)))
        {
            return null;
        }
        if (locked is null)
        {
            var made = await InsertAsync(tx, place, filled);
            return new StartedRun(await ShowAsync(tx, made), IsNew: true);
        }
        if (!RunStart.IsOpenTo(actor, locked))
        {
            throw new RefusedException(Taken(locked.Key));
        }
        await tx.ExecuteAsync(RecordSql.Update, filled);
        await lifecycle.BeginAsync(tx, locked.Id);
        return new StartedRun(await ShowAsync(tx, locked.Id), IsNew: false);
    }

    private async Task<RunId> InsertAsync(DatabaseTransaction tx, ProjectPlace place, Run filled)
    {
        if (await tx.ScalarAsync<long?>(RecordSql.Insert, filled) is not { } id)
        {
            throw new RefusedException(Taken(filled.Key));
        }
        await TeamUses.CountAsync(tx, place.Team.Id, RunLifecycle.RunUses, 1);
        await events.StateChangedAsync(tx, new RunId(id), before: null, RunState.Running);
        return new RunId(id);
    }

    private static async Task<RunDetail> ShowAsync(DatabaseSession session, RunId id) =>
        new((await RunLookup.FindByIdAsync(session, id))!, await RunArtifacts.OfRunsAsync(session, [id]));

    private static Refusal Taken(string key) =>
        Refusal.OfField(ErrorCodes.RunIdTaken, "id", $"There is a run '{key}' already. Choose another id, or leave it out.");
}
