using System.Security.Cryptography;
using Slipway.Storage;

namespace Slipway.Runs.Lifecycle;

/// <summary>Begins and ends runs for those who launch them, in their transactions.</summary>
public sealed class RunLifecycle(RunEvents events)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Makes a pending run.</summary>
    public static async Task<PreparedRun> PrepareAsync(DatabaseTransaction tx, LaunchedRun run)
    {
        // 36^8 ids: a second try is as good as never needed, and harmless.
        while (true)
        {
            var key = RandomNumberGenerator.GetString(Letters, 8);
            var id = await tx.ScalarAsync<long?>(LifecycleSql.Prepare, new
            {
                team = run.Team.Id,
                teamName = run.Team.Name,
                project = run.Project.Id,
                projectName = run.Project.Name,
                key,
                name = run.Name ?? key,
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
                return new PreparedRun(new RunId(id.Value), key);
            }
        }
    }

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
    public async Task EndAsync(DatabaseTransaction tx, RunId run, RunState state, int? exitCode)
    {
        var before = await tx.ScalarAsync<string?>(LifecycleSql.LockOpen, new { run });
        if (before is null)
        {
            return;
        }
        await tx.ExecuteAsync(LifecycleSql.End, new { run, state = EnumText.Of(state), exitCode });
        await events.StateChangedAsync(tx, run, Enum.Parse<RunState>(before, ignoreCase: true), state);
    }

    /// <summary>A run that was begun is pending again, for it will be tried anew.</summary>
    public static Task ReturnAsync(DatabaseTransaction tx, RunId run) => tx.ExecuteAsync(LifecycleSql.Return, new { run });

    /// <summary>Notes an artifact version that the run is given.</summary>
    /// <param name="version">The number in <c>Artifact:number</c>.</param>
    /// <param name="usedAs">Null for no name.</param>
    public static Task AddInputAsync(DatabaseTransaction tx, RunId run, long version, string? usedAs) =>
        tx.ExecuteAsync(LifecycleSql.AddInput, new { run, version, usedAs });
}
