using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Automations.Definitions;
using Slipway.Events;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Automations.Executions;

/// <summary>What came of events, from the side of what they happened to.</summary>
public sealed class AnswerOperations(Database database, EventOperations events, AutomationOperations automations)
{
    private const int MaxAnswers = 40;

    /// <summary>
    /// The newest answers to events of one version of a registered model, by automations that are still there. Looked for
    /// among the model's newest events.
    /// </summary>
    /// <param name="version"><c>v3</c>.</param>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<Answer>>> OfVersionAsync(
        Actor actor, string teamName, string model, string version, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var all = new PageRequest(PageRequest.MaxLimit, long.MaxValue);
            var found = (await automations.ListForModelAsync(actor, teamName, model, all, ct)).Value;
            var happened = (await events.ListAsync(actor, teamName, new EventFilter(null, model), all, ct)).Value;
            var answering = found.ToDictionary(automation => automation.Id);
            var ofVersion = happened.Where(one => one.Version == version).ToDictionary(one => one.Id);
            if (answering.Count == 0 || ofVersion.Count == 0)
            {
                return [];
            }
            return await database.ReadAsync<IReadOnlyList<Answer>>(async session =>
            {
                var rows = await session.QueryAsync<Execution>(ExecutionSql.OfEvents, new
                {
                    automations = answering.Keys.Select(id => id.Value).ToArray(),
                    events = ofVersion.Keys.Select(id => id.Value).ToArray(),
                    fetch = MaxAnswers,
                });
                return [
                    .. (await ExecutionOperations.ShowAsync(session, rows))
                        .Select(row => new Answer(ofVersion[row.EventId], answering[row.AutomationId], row)),
                ];
            }, ct);
        });
}
