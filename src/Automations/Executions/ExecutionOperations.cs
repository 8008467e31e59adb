using System.Globalization;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Automations.Definitions;
using Slipway.Launch.Items;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Webhooks.Deliveries;

namespace Slipway.Automations.Executions;

/// <summary>The history of an automation.</summary>
public sealed class ExecutionOperations(Database database)
{
    /// <summary>Newest first.</summary>
    /// <param name="state">Null for every state.</param>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<Execution>>> ListAsync(
        Actor actor, string teamName, string automation, ExecutionState? state, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<Execution>>(async session =>
        {
            var found = await AutomationOperations.RequireAsync(session, actor, teamName, automation);
            var rows = state is { } wanted
                ? await session.QueryAsync<Execution>(ExecutionSql.ListInState,
                    new { automation = found.Id, state = EnumText.Of(wanted), before = page.Before, fetch = page.Fetch })
                : await session.QueryAsync<Execution>(ExecutionSql.List, new { automation = found.Id, before = page.Before, fetch = page.Fetch });
            return await ShowAsync(session, rows);
        }, ct);

    /// <summary>One execution of an automation.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<Execution>> GetAsync(Actor actor, string teamName, string automation, string id, CancellationToken ct) =>
        database.AskAsync(async session =>
        {
            var found = await AutomationOperations.RequireAsync(session, actor, teamName, automation);
            var row = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? await session.FirstAsync<Execution>(ExecutionSql.Find, new { automation = found.Id, number })
                : null;
            return row is null
                ? throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"Automation '{automation}' has no execution '{id}'."))
                : (await ShowAsync(session, [row]))[0];
        }, ct);

    /// <summary>The newest execution of each of the team's automations; one that never ran is absent.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<Execution>>> LastOfEachAsync(
        Actor actor, string teamName, IReadOnlyCollection<AutomationId> automations, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<Execution>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            return automations.Count == 0
                ? []
                : await ShowAsync(session, await session.QueryAsync<Execution>(ExecutionSql.LastOfEach,
                    new { team = team.Id, automations = automations.Select(automation => automation.Value) }));
        }, ct);

    /// <summary>Each with its run, and what a pending one waits for.</summary>
    internal static async Task<IReadOnlyList<Execution>> ShowAsync(DatabaseSession session, IReadOnlyList<Execution> rows)
    {
        var deliveries = (await DeliveryOperations.SummariesAsync(session,
            [.. rows.Where(row => row.State == ExecutionState.Pending).Select(row => row.DeliveryId).OfType<DeliveryId>()])).ToDictionary(delivery => delivery.Id);
        var items = (await ItemSummary.ListAsync(session, [.. rows.Select(row => row.ItemId).OfType<ItemId>()])).ToDictionary(item => item.Id);
        return
        [
            .. rows.Select(row => row
                .With(row.DeliveryId is { } delivery ? deliveries.GetValueOrDefault(delivery) : null)
                .WithItem(row.ItemId is { } item ? items.GetValueOrDefault(item) : null)),
        ];
    }
}
