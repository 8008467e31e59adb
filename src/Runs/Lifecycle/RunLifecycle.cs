using System.Security.Cryptography;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Teams;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Rest.Texts;
using Slipway.Storage;

namespace Slipway.Runs.Lifecycle;

/// <summary>Begins and ends runs for those who launch them, in their transactions.</summary>
public sealed class RunLifecycle(RunEvents events)
{
    /// <summary>How the team counts runs among what it holds.</summary>
    internal const string RunUses = "runs";

    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Makes a pending run.</summary>
    public static async Task<PreparedRun> PrepareAsync(DatabaseTransaction tx, LaunchedRun run)
    {
        // 36^8 ids: a second try is as good as never needed, and harmless.
        while (true)
        {
            var key = NewKey();
            var name = run.Name ?? key;
            var id = await tx.ScalarAsync<long?>(LifecycleSql.Prepare, new
            {
                team = run.Team.Id,
                teamName = run.Team.Name,
                project = run.Project.Id,
                projectName = run.Project.Name,
                key,
                name,
                searched = SearchText.Of(name, key),
                run.Config,
                run.Depth,
                run.Queue,
                run.Job,
                run.Automation,
                run.Event,
                run.By,
            });
            if (id is not null)
            {
                await TeamUses.CountAsync(tx, run.Team.Id, RunUses, 1);
                return new PreparedRun(new RunId(id.Value), key);
            }
        }
    }

    /// <summary>An id that is made up: 8 lower-case letters and digits.</summary>
    internal static string NewKey() => RandomNumberGenerator.GetString(Letters, 8);

    /// <summary>Notes the queue item of a prepared run.</summary>
    public static Task NoteItemAsync(DatabaseTransaction tx, RunId run, long item) =>
        tx.ExecuteAsync(LifecycleSql.NoteItem, new { run, item });

    /// <summary>A pending run begins; one that has begun goes on.</summary>
    public async Task BeginAsync(DatabaseTransaction tx, RunId run)
    {
        if (await tx.ExecuteAsync(LifecycleSql.Begin, new { run }) == 1)
        {
            await events.StateChangedAsync(tx, run, RunState.Pending, RunState.Running);
        }
    }

    /// <summary>A run ends; one that has ended stays as it is.</summary>
    /// <param name="state">One in which a run ends.</param>
    /// <param name="exitCode">Null when it gave none.</param>
    /// <param name="by">Whose doing it is; null for whoever started the run.</param>
    public async Task EndAsync(DatabaseTransaction tx, RunId run, RunState state, int? exitCode, string? by = null)
    {
        var before = await tx.ScalarAsync<string?>(LifecycleSql.LockOpen, new { run });
        if (before is null)
        {
            return;
        }
        await tx.ExecuteAsync(LifecycleSql.End, new { run, state = EnumText.Of(state), exitCode });
        // Whoever follows the log learns that it is complete.
        tx.Wake(RunTopics.Log);
        await events.StateChangedAsync(tx, run, Enum.Parse<RunState>(before, ignoreCase: true), state, by);
    }

    /// <summary>
    /// The run, locked, for one who tells of it: a pending run begins, and one that fell silent goes on. <c>run_ended</c>
    /// for one that ended otherwise, or that a queue item launched and gave up.
    /// </summary>
    internal async Task<Run> RequireOpenAsync(DatabaseTransaction tx, Actor actor, RunAddress address)
    {
        var run = await RunLookup.RequireLockedAsync(tx, actor, address, Permission.Publish);
        switch (run.State)
        {
            case RunState.Running:
                return run;
            case RunState.Pending:
                await BeginAsync(tx, run.Id);
                return run with { State = RunState.Running };
            case RunState.Crashed when run.LaunchItem is null:
                await tx.ExecuteAsync(LifecycleSql.Revive, new { run = run.Id });
                await events.StateChangedAsync(tx, run.Id, RunState.Crashed, RunState.Running);
                return run with { State = RunState.Running };
            default:
                throw new RefusedException(HasEnded(run));
        }
    }

    internal static Refusal HasEnded(Run run) =>
        new(ErrorCodes.RunEnded, $"The run '{run.Path}' has ended: it is {EnumText.Of(run.State)}. Start another one.");

    /// <summary>A run that was begun is pending again, for it will be tried anew.</summary>
    public static Task ReturnAsync(DatabaseTransaction tx, RunId run) => tx.ExecuteAsync(LifecycleSql.Return, new { run });

    /// <summary>Notes an artifact version that the run is given.</summary>
    /// <param name="version">The number in <c>Artifact:number</c>.</param>
    /// <param name="usedAs">Null for no name.</param>
    public static Task AddInputAsync(DatabaseTransaction tx, RunId run, long version, string? usedAs) =>
        tx.ExecuteAsync(LifecycleSql.AddInput, new { run, version, usedAs });
}
