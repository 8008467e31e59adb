using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api.Automations;
using Slipway.Api.Texts;
using Slipway.Automations.Actions;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Automations.Matching;
using Slipway.Events;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Automations.Explanations;

/// <summary>Says of events and automations why they did or did not come together. For everyone who may read events.</summary>
public sealed class ExplanationOperations(Database database, EventOperations events, AutomationOperations automations, VersionReader reader)
{
    /// <summary>How many automations are explained at most, the newest ones.</summary>
    public const int MaxAutomations = 1_000;

    /// <summary>How many events are explained to one automation, the newest ones.</summary>
    public const int MaxEvents = 25;

    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(30);

    /// <summary>What every automation of the team made of an event: those that there are, and those deleted in the 30 days before it or since.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<ExplainedEvent>> ExplainAsync(Actor actor, string teamName, string eventId, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var happened = (await events.GetAsync(actor, teamName, eventId, ct)).Value;
            return await database.ReadAsync(async session =>
            {
                var versions = reader.Read(await session.QueryAsync<VersionRow>(ExplanationSql.Versions, new
                {
                    team = happened.TeamId,
                    at = happened.At,
                    longAgo = InstantText.ToMicroseconds(LongAgo),
                    most = MaxAutomations,
                }));
                var executions = await ExecutionsAsync(session, happened.TeamId, [happened]);
                var (runNames, tries) = await AroundAsync(session, [happened]);
                var explained = versions.GroupBy(version => version.AutomationId)
                    .Select(one => Explain([.. one], happened, runNames, executions.GetValueOrDefault((one.Key, happened.Id)), tries));
                return new ExplainedEvent(happened,
                    [.. explained.OrderBy(one => one.Execution is null).ThenBy(one => one.Name, StringComparer.OrdinalIgnoreCase)]);
            }, ct);
        });

    /// <summary>What one automation made of the team's newest events, newest first; of those of its registered model, where it stands on one.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<ExplainedFor>>> ExplainAutomationAsync(
        Actor actor, string teamName, string name, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var automation = (await automations.GetAsync(actor, teamName, name, ct)).Value;
            var model = automation.Settings.Scope.NameOf(ScopeType.RegisteredModel);
            var newest = (await events.ListAsync(actor, teamName, new EventFilter(null, model), new PageRequest(MaxEvents, long.MaxValue), ct)).Value;
            LoggedEvent[] happenings = [.. newest.Take(MaxEvents)];
            return await database.ReadAsync<IReadOnlyList<ExplainedFor>>(async session =>
            {
                var versions = reader.Read(await session.QueryAsync<VersionRow>(ExplanationSql.VersionsOfOne,
                    new { automation = automation.Id, team = automation.TeamId }));
                var executions = await ExecutionsAsync(session, automation.TeamId, happenings);
                var (runNames, tries) = await AroundAsync(session, happenings);
                return [
                    .. happenings.Select(happened => new ExplainedFor(happened,
                        Explain(versions, happened, runNames, executions.GetValueOrDefault((automation.Id, happened.Id)), tries))),
                ];
            }, ct);
        });

    private static Explanation Explain(
        IReadOnlyList<AutomationVersion> versions, LoggedEvent happened, IReadOnlyDictionary<(string Project, string Run), string> runNames,
        Execution? execution, IReadOnlyDictionary<EventId, int> tries)
    {
        var runName = IsOfRuns(happened) && happened is { Run: { } key, Project: { } project } ? runNames.GetValueOrDefault((project, key)) : null;
        int? failedTries = tries.TryGetValue(happened.Id, out var failed) ? failed : null;
        var newest = versions[^1];
        var stood = versions.FirstOrDefault(version => version.ValidFrom <= happened.At && (version.ValidTo is null || happened.At < version.ValidTo));
        return new Explanation(newest.AutomationId, newest.Name, newest.DeletedAt is not null,
            VerdictWords.Then(stood, newest, happened, runName, execution, failedTries),
            newest.DeletedAt is null ? VerdictWords.Now(newest, happened, runName) : null,
            execution);
    }

    private static bool IsOfRuns(LoggedEvent happened) => EnumWords.Find<AutomationEventType>(happened.Type) is { } type && EventRules.IsOfRuns(type);

    // Of all of them at once: the page of an automation is read again whenever something happens in its team.
    private static async Task<(IReadOnlyDictionary<(string Project, string Run), string> RunNames, IReadOnlyDictionary<EventId, int> Tries)> AroundAsync(
        DatabaseSession session, IReadOnlyList<LoggedEvent> happenings) =>
        (await EventRun.NamesAsync(session, [.. happenings.Where(IsOfRuns)]),
            await EventLog.FailedTriesAsync(session, MatchingWorker.Consumer, [.. happenings.Select(happened => happened.Id)]));

    private static async Task<IReadOnlyDictionary<(AutomationId, EventId), Execution>> ExecutionsAsync(
        DatabaseSession session, TeamId team, IReadOnlyList<LoggedEvent> happenings)
    {
        if (happenings.Count == 0)
        {
            return new Dictionary<(AutomationId, EventId), Execution>();
        }
        var rows = await session.QueryAsync<Execution>(ExplanationSql.Executions, new { team, events = happenings.Select(one => one.Id.Value).ToArray() });
        return (await ExecutionOperations.ShowAsync(session, rows)).ToDictionary(row => (row.AutomationId, row.EventId));
    }
}
