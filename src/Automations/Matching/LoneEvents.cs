using System.Runtime.ExceptionServices;
using Slipway.Access.Audit;
using Slipway.Api.Events;
using Slipway.Automations.Actions;
using Slipway.Automations.Definitions;
using Slipway.Events;
using Slipway.Registry.Collections;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Automations.Matching;

/// <summary>
/// Answers one event by itself, each automation in a transaction of its own: where that fails unexpectedly, the event is
/// tried again after a growing pause, and those who have answered are not asked again. After the last try the executions
/// that are still missing are written as failed, and the event counts as answered.
/// </summary>
internal sealed class LoneEvents(Database database, VersionReader reader, ActionDispatch dispatch, UnitIsolation isolation)
{
    private const string Worker = nameof(MatchingWorker);

    /// <summary>Answers it. Throws only when the database is away or the work was cancelled.</summary>
    public async Task AnswerAsync(EventId id, CancellationToken ct)
    {
        if (await database.ReadAsync(session => EventLog.FailedTriesAsync(session, MatchingWorker.Consumer, id), ct) is not { } failed)
        {
            return;
        }
        var tries = failed + 1;
        var failures = new List<(AutomationVersion? Version, UnitFailure Failure)>();
        LoggedEvent? happened = null;
        try
        {
            var (found, versions, runName) = await database.ReadAsync(session => ReadAsync(session, id), ct);
            happened = found;
            foreach (var version in versions)
            {
                if (await TryAsync(version, found, runName, tries, ct) is { } failure)
                {
                    failures.Add((version, failure));
                }
            }
        }
        catch (Exception failure)
        {
            failures.Add((null, await BlameAsync(NameOf(id, happened, null), tries, failure, ct)));
        }
        await NoteAsync(id, happened, tries, failures, ct);
    }

    /// <summary>Ends the automations that stood on a registered model or artifact, once its deletion is answered.</summary>
    public static Task EndThoseOfDeletedAsync(DatabaseTransaction tx, LoggedEvent happened) =>
        happened is { Type: EventTypes.DeleteCollection, CollectionId: { } gone }
            ? AutomationOperations.EndThoseOfAsync(tx, new AuditedTeam(happened.TeamId, happened.Team), new CollectionId(gone))
            : Task.CompletedTask;

    private async Task<(LoggedEvent Happened, IReadOnlyList<AutomationVersion> Versions, string? RunName)> ReadAsync(DatabaseSession session, EventId id)
    {
        var happened = (await EventOperations.ByIdsAsync(session, [id])).Single();
        // Who has answered in an earlier try is not asked again.
        var answered = (await session.QueryAsync<AutomationId>(MatchingSql.Answerers, new { id })).ToHashSet();
        var versions = (await reader.FindAsync(session, [happened])).Where(version => !answered.Contains(version.AutomationId)).ToArray();
        return (happened, versions, await VersionReader.RunNameAsync(session, versions, happened));
    }

    private async Task<UnitFailure?> TryAsync(AutomationVersion version, LoggedEvent happened, string? runName, int tries, CancellationToken ct)
    {
        try
        {
            if (EventMatch.Matches(version, happened, runName))
            {
                var ready = await database.ReadAsync(session => dispatch.PrepareAsync(session, version, happened, ct), ct);
                await database.WriteAsync(async tx =>
                {
                    if (await EventLog.LockPendingAsync(tx, MatchingWorker.Consumer, happened.Id) is not null)
                    {
                        await dispatch.AnswerAsync(tx, ready);
                    }
                }, ct);
            }
            return null;
        }
        catch (Exception failure)
        {
            return await BlameAsync(NameOf(happened.Id, happened, version), tries, failure, ct);
        }
    }

    private async Task NoteAsync(
        EventId id, LoggedEvent? happened, int tries, IReadOnlyList<(AutomationVersion? Version, UnitFailure Failure)> failures, CancellationToken ct)
    {
        try
        {
            await database.WriteAsync(async tx =>
            {
                if (await EventLog.LockPendingAsync(tx, MatchingWorker.Consumer, id) is null)
                {
                    return;
                }
                if (failures.Count > 0 && UnitTries.PauseAfter(tries) is { } pause)
                {
                    EventLog.Failed(tx, MatchingWorker.Consumer, id, tries, pause);
                    return;
                }
                foreach (var (version, failure) in failures)
                {
                    await SetAsideAsync(tx, id, version, failure);
                }
                if (happened is not null)
                {
                    await EndThoseOfDeletedAsync(tx, happened);
                }
                EventLog.Answered(tx, MatchingWorker.Consumer, id);
            }, ct);
        }
        catch (Exception failure)
        {
            var blamed = await BlameAsync(NameOf(id, happened, null), tries, failure, ct);
            await LetGoAsync(id, tries, blamed, ct);
        }
    }

    /// <summary>What should be written of it cannot be: it is tried again, and at last let go with a word to the team, or to the log alone.</summary>
    private async Task LetGoAsync(EventId id, int tries, UnitFailure blamed, CancellationToken ct)
    {
        try
        {
            await database.WriteAsync(async tx =>
            {
                if (UnitTries.PauseAfter(tries) is { } pause)
                {
                    EventLog.Failed(tx, MatchingWorker.Consumer, id, tries, pause);
                    return;
                }
                await isolation.SetAsideAsync(tx, blamed);
                EventLog.Answered(tx, MatchingWorker.Consumer, id);
            }, ct);
        }
        catch (Exception again)
        {
            _ = await BlameAsync(blamed.Unit, tries, again, ct);
            isolation.SetAsideUntold(blamed);
            await database.WriteAsync(tx =>
            {
                EventLog.Answered(tx, MatchingWorker.Consumer, id);
                return Task.CompletedTask;
            }, ct);
        }
    }

    private async Task SetAsideAsync(DatabaseTransaction tx, EventId id, AutomationVersion? version, UnitFailure failure)
    {
        if (version is not null)
        {
            await tx.ExecuteAsync(MatchingSql.SetAside, new
            {
                team = version.TeamId,
                automation = version.AutomationId,
                version = version.Id,
                eventId = id,
                reason = failure.Reason,
            });
        }
        await isolation.SetAsideAsync(tx, failure);
    }

    private async Task<UnitFailure> BlameAsync(WorkUnit unit, int tries, Exception failure, CancellationToken ct)
    {
        if (!await isolation.IsToBlameAsync(failure, ct))
        {
            ExceptionDispatchInfo.Throw(failure);
        }
        return isolation.Note(Worker, unit, tries, failure);
    }

    private static WorkUnit NameOf(EventId id, LoggedEvent? happened, AutomationVersion? version) => new(
        id.Value, happened?.TeamId.Value, version is null ? $"event {id}" : $"event {id}, automation {version.Name}", (happened?.Depth ?? 0) + 1);
}
