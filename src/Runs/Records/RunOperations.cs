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
    public async Task<Outcome<StartedRun>> CreateAsync(Actor actor, string team, string project, CreateRunRequest request, CancellationToken ct)
    {
        // What is given is merged before the transaction, which only looks whether that still holds.
        while (true)
        {
            var seen = await database.ReadAsync(session => FindAsync(session, actor, team, project, request), ct);
            if (seen.IsRefused(out var refusal))
            {
                return refusal;
            }
            var (place, existing) = seen.Value;
            var filled = RunEdit.Apply(existing ?? RunStart.Blank(actor, place, request.Id), request);
            if (filled.IsRefused(out refusal))
            {
                return refusal;
            }
            var started = await WriteAsync(tx => StartAsync(tx, actor, place, existing, filled.Value, request.Id is not null), ct);
            if (started.IsRefused(out refusal))
            {
                return refusal;
            }
            if (started.Value is { } run)
            {
                return run;
            }
        }
    }

    /// <summary>Newest first, or sorted; as many as asked for, and fewer where they are large.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<RunPage>> ListAsync(
        Actor actor, string team, string project, RunFilter filter, RunSort? sort, PageRequest page, CancellationToken ct) =>
        database.ReadAsync<Outcome<RunPage>>(async session =>
        {
            var place = await ProjectAccess.RequireAsync(session, actor, team, project, Permission.Read);
            if (place.IsRefused(out var refusal))
            {
                return refusal;
            }
            return filter.Problem is { } wrong ? wrong : await RunListing.ReadAsync(session, place.Value.Project.Id, filter, sort, page);
        }, ct);

    /// <summary>One run, or <c>not_found</c>.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<RunDetail>> GetAsync(Actor actor, RunAddress address, CancellationToken ct) =>
        database.ReadAsync<Outcome<RunDetail>>(async session =>
        {
            var found = await RunLookup.RequireAsync(session, actor, address, Permission.Read);
            return found.IsRefused(out var refusal)
                ? refusal
                : new RunDetail(found.Value, await RunArtifacts.OfRunsAsync(session, [found.Value.Id]));
        }, ct);

    /// <summary>Changes what is said of a run, whether it has ended or not; config and summary are merged key by key.</summary>
    [Operation(Permission.Publish)]
    public async Task<Outcome<RunDetail>> UpdateAsync(Actor actor, RunAddress address, PatchRunRequest request, CancellationToken ct)
    {
        // Merging takes as long as the texts are; nobody else's write waits for it. Who comes in between makes us merge again,
        // and has then got on.
        while (true)
        {
            var seen = await database.ReadAsync(session => RunLookup.RequireAsync(session, actor, address, Permission.Publish), ct);
            var changed = seen.IsRefused(out var refusal) ? refusal : RunEdit.Apply(seen.Value, request);
            if (changed.IsRefused(out refusal))
            {
                return refusal;
            }
            var written = await WriteAsync<RunDetail?>(async tx =>
            {
                var locked = await RunLookup.RequireLockedAsync(tx, actor, address, Permission.Publish);
                if (locked.IsRefused(out var gone))
                {
                    return gone;
                }
                if (locked.Value.Id != changed.Value.Id || !RunEdit.IsSame(locked.Value, seen.Value))
                {
                    return Outcome.Of<RunDetail?>(null);
                }
                await tx.ExecuteAsync(RecordSql.Update, changed.Value);
                return await DetailAsync(tx, changed.Value.Id);
            }, ct);
            if (written.IsRefused(out refusal))
            {
                return refusal;
            }
            if (written.Value is { } run)
            {
                return run;
            }
        }
    }

    /// <summary>
    /// The run still goes on; a silent one goes on again. <c>run_ended</c> tells its client to stop.
    /// </summary>
    [Operation(Permission.Publish)]
    public Task<Outcome<Unit>> BeatAsync(Actor actor, RunAddress address, CancellationToken ct) =>
        WriteAsync<Unit>(async tx =>
        {
            var open = await lifecycle.RequireOpenAsync(tx, actor, address);
            if (open.IsRefused(out var refusal))
            {
                return refusal;
            }
            await tx.ExecuteAsync(RecordSql.Beat, new { run = open.Value.Id });
            return Unit.Value;
        }, ct);

    /// <summary>The run ended by itself: <c>finished</c> when its exit code is 0, else <c>failed</c>. Saying the same again is harmless.</summary>
    [Operation(Permission.Publish)]
    public Task<Outcome<RunDetail>> FinishAsync(Actor actor, RunAddress address, int exitCode, CancellationToken ct) =>
        WriteAsync<RunDetail>(async tx =>
        {
            var state = exitCode == 0 ? RunState.Finished : RunState.Failed;
            var locked = await RunLookup.RequireLockedAsync(tx, actor, address, Permission.Publish);
            if (locked.IsRefused(out var refusal))
            {
                return refusal;
            }
            if (locked.Value.State == state && locked.Value.ExitCode == exitCode)
            {
                return await DetailAsync(tx, locked.Value.Id);
            }
            var open = await lifecycle.RequireOpenAsync(tx, actor, address);
            if (open.IsRefused(out refusal))
            {
                return refusal;
            }
            await lifecycle.EndAsync(tx, open.Value.Id, state, exitCode);
            return await DetailAsync(tx, open.Value.Id);
        }, ct);

    /// <summary>
    /// Ends a run from outside; its client learns it with its next heartbeat. <c>conflict</c> for a launched one: whoever
    /// cancels its queue item ends the process too.
    /// </summary>
    [Operation(Permission.Curate)]
    public Task<Outcome<RunDetail>> KillAsync(Actor actor, RunAddress address, CancellationToken ct) =>
        WriteAsync<RunDetail>(async tx =>
        {
            var locked = await RunLookup.RequireLockedAsync(tx, actor, address, Permission.Curate);
            if (locked.IsRefused(out var refusal))
            {
                return refusal;
            }
            var run = locked.Value;
            if (run.State == RunState.Killed)
            {
                return await DetailAsync(tx, run.Id);
            }
            if (run.HasEnded)
            {
                return RunLifecycle.HasEnded(run);
            }
            if (run.LaunchItem is { } item)
            {
                return new Refusal(ErrorCodes.Conflict,
                    $"The run '{run.Path}' was launched by item {item} of queue '{run.LaunchQueue}'. Cancel the item, which ends the run.",
                    Facts: new Dictionary<string, object?> { ["queue"] = run.LaunchQueue, ["item"] = $"{item}" });
            }
            await lifecycle.EndAsync(tx, run.Id, RunState.Killed, exitCode: null, actor.Name);
            AuditTrail.Append(tx, actor, run.AuditedTeam, "run.killed", run.Path);
            return await DetailAsync(tx, run.Id);
        }, ct);

    /// <summary>
    /// Deletes a run that has ended, with its metrics, log and files: nobody finds it from now on, and the cleaner removes it
    /// piece by piece. <c>conflict</c> while it goes on.
    /// </summary>
    [Operation(Permission.Curate)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, RunAddress address, CancellationToken ct) =>
        WriteAsync<Unit>(async tx =>
        {
            var locked = await RunLookup.RequireLockedAsync(tx, actor, address, Permission.Curate);
            if (locked.IsRefused(out var refusal))
            {
                return refusal;
            }
            var run = locked.Value;
            if (!run.HasEnded)
            {
                return new Refusal(ErrorCodes.Conflict, $"The run '{run.Path}' is {EnumText.Of(run.State)}. End it first.");
            }
            await tx.ExecuteAsync(RecordSql.Hide, new { run = run.Id });
            tx.Wake(RunTopics.Deleted);
            await TeamUses.CountAsync(tx, run.TeamId, RunLifecycle.RunUses, -1);
            AuditTrail.Append(tx, actor, run.AuditedTeam, "run.deleted", run.Path);
            return Unit.Value;
        }, ct);

    private static async Task<Outcome<(ProjectPlace Place, Run? Existing)>> FindAsync(
        DatabaseSession session, Actor actor, string team, string project, CreateRunRequest request)
    {
        var place = await ProjectAccess.RequireAsync(session, actor, team, project, Permission.Publish);
        if (place.IsRefused(out var refusal))
        {
            return refusal;
        }
        if (request.Id is not { } key)
        {
            return (place.Value, null);
        }
        if (RunTexts.CheckKey(key) is { } wrong)
        {
            return wrong;
        }
        var existing = await RunLookup.FindAsync(session, place.Value.Project.Id, key);
        return existing is null || RunStart.IsOpenTo(actor, existing) ? (place.Value, existing) : Taken(key);
    }

    /// <summary>The run begins or goes on; null when it is not any more as it was seen.</summary>
    private async Task<Outcome<StartedRun?>> StartAsync(
        DatabaseTransaction tx, Actor actor, ProjectPlace seen, Run? existing, Run filled, bool isNamed)
    {
        var place = await ProjectAccess.RequireAsync(tx, actor, seen.Team.Name, seen.Project.Name, Permission.Publish);
        if (place.IsRefused(out var refusal))
        {
            return refusal;
        }
        var locked = isNamed ? await RunLookup.LockAsync(tx, place.Value.Project.Id, filled.Key) : null;
        if (place.Value.Project.Id != seen.Project.Id || locked?.Id != existing?.Id || (locked is not null && !RunEdit.IsSame(locked, existing!)))
        {
            return Outcome.Of<StartedRun?>(null);
        }
        if (locked is null)
        {
            var made = await InsertAsync(tx, place.Value, filled);
            return made.IsRefused(out refusal) ? refusal : new StartedRun(await DetailAsync(tx, made.Value), IsNew: true);
        }
        if (!RunStart.IsOpenTo(actor, locked))
        {
            return Taken(locked.Key);
        }
        await tx.ExecuteAsync(RecordSql.Update, filled);
        await lifecycle.BeginAsync(tx, locked.Id);
        return new StartedRun(await DetailAsync(tx, locked.Id), IsNew: false);
    }

    private async Task<Outcome<RunId>> InsertAsync(DatabaseTransaction tx, ProjectPlace place, Run filled)
    {
        if (await tx.ScalarAsync<long?>(RecordSql.Insert, filled) is not { } id)
        {
            return Taken(filled.Key);
        }
        await TeamUses.CountAsync(tx, place.Team.Id, RunLifecycle.RunUses, 1);
        await events.StateChangedAsync(tx, new RunId(id), before: null, RunState.Running);
        return new RunId(id);
    }

    private static async Task<RunDetail> DetailAsync(DatabaseSession session, RunId id) =>
        new((await RunLookup.FindByIdAsync(session, id))!, await RunArtifacts.OfRunsAsync(session, [id]));

    private Task<Outcome<T>> WriteAsync<T>(Func<DatabaseTransaction, Task<Outcome<T>>> work, CancellationToken ct) =>
        database.WriteAsync(async tx =>
        {
            var outcome = await work(tx);
            if (outcome.IsRefused(out _))
            {
                tx.Abandon();
            }
            return outcome;
        }, ct);

    private static Refusal Taken(string key) =>
        Refusal.OfField(ErrorCodes.RunIdTaken, "id", $"There is a run '{key}' already. Choose another id, or leave it out.");
}
