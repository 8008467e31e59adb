using Microsoft.Extensions.Logging;
using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Automations.Definitions;
using Slipway.Launch.Items;
using Slipway.Registry.Collections;
using Slipway.Storage;
using Slipway.Storage.Units;
using Slipway.Webhooks.Deliveries;

namespace Slipway.Automations.Executions;

/// <summary>
/// Executions that are pending although their delivery or item has ended are settled by it; automations that stand on a
/// registered model that is gone are ended.
/// </summary>
internal sealed class AutomationSweeper(
    Database database, UnitIsolation isolation, WakeSignal signal, TimeProvider time, SweepMetrics metrics, ILogger<AutomationSweeper> logger)
    : Sweeper(signal, "automations", time, metrics, logger)
{
    private const int PageSize = 500;
    private const int PagesPerLook = 10;

    private readonly IsolatedUnits _executions = isolation.For(nameof(AutomationSweeper));
    private readonly IsolatedUnits _models = isolation.For(nameof(AutomationSweeper));

    // A webhook that is disabled may have a million of them wait: each look goes on where the last one ended.
    private ExecutionId _after;

    // A model's end is told to its automations by an event, which takes its time: what is seen twice was not told.
    private HashSet<CollectionId> _suspected = [];

    protected override IReadOnlyList<(string Kind, Func<CancellationToken, Task<int>> MendAsync)> Mends =>
        [("pending_execution", SettleAsync), ("automation_of_gone_model", EndAsync)];

    private async Task<int> SettleAsync(CancellationToken ct)
    {
        var settled = 0;
        for (var page = 0; page < PagesPerLook; page++)
        {
            var (rows, ended) = await database.ReadAsync(async session =>
            {
                var pending = await session.QueryAsync<Execution>(SweepSql.Pending, new { after = _after, limit = PageSize });
                return (pending, await EndedAsync(session, pending));
            }, ct);
            var resting = _executions.Resting;
            await _executions.EachAsync([.. ended.Where(one => !resting.Contains(one.Execution.Id.Value))],
                one => new WorkUnit(one.Execution.Id.Value, null, $"execution {one.Execution.Id}"),
                async (one, stop) => settled += await database.WriteAsync(tx => SettleAsync(tx, one.Execution), stop), ct);
            _after = rows.Count == PageSize ? rows[^1].Id : default;
            if (rows.Count < PageSize)
            {
                break;
            }
        }
        return settled;
    }

    /// <summary>Looks again with the execution alone: who repeats its delivery writes to it after that.</summary>
    private static async Task<int> SettleAsync(DatabaseTransaction tx, Execution found)
    {
        if (await tx.FirstAsync<Execution>(SweepSql.LockPending, new { execution = found.Id }) is not { } locked
            || await EndedAsync(tx, [locked]) is not [var (_, state, reason)])
        {
            return 0;
        }
        await tx.ExecuteAsync(ExecutionSql.Settle, new { execution = locked.Id, state = EnumText.Of(state), reason });
        return 1;
    }

    private static async Task<IReadOnlyList<(Execution Execution, ExecutionState State, string? Reason)>> EndedAsync(
        DatabaseSession session, IReadOnlyList<Execution> pending)
    {
        var deliveries = (await DeliveryOperations.SummariesAsync(session, [.. pending.Select(row => row.DeliveryId).OfType<DeliveryId>()]))
            .ToDictionary(delivery => delivery.Id);
        var items = (await ItemSummary.ListAsync(session, [.. pending.Select(row => row.ItemId).OfType<ItemId>()])).ToDictionary(item => item.Id);
        var ended = new List<(Execution, ExecutionState, string?)>();
        foreach (var row in pending)
        {
            if (row.DeliveryId is { } sent && deliveries.GetValueOrDefault(sent) is { } delivery)
            {
                Add(delivery.State switch
                {
                    DeliveryState.Delivered => ExecutionState.Finished,
                    DeliveryState.Failed or DeliveryState.Cancelled => ExecutionState.Failed,
                    _ => ExecutionState.Pending,
                }, delivery.State == DeliveryState.Delivered ? null : delivery.Reason);
            }
            else if (row.ItemId is { } queued && items.GetValueOrDefault(queued) is { } item)
            {
                Add(Execution.Of(item.State), Execution.Why(item.State, item.Reason, item.ExitCode));
            }

            void Add(ExecutionState state, string? reason)
            {
                if (state != ExecutionState.Pending)
                {
                    ended.Add((row, state, reason));
                }
            }
        }
        return ended;
    }

    private async Task<int> EndAsync(CancellationToken ct)
    {
        var gone = await database.ReadAsync(async session =>
        {
            var scopes = await session.QueryAsync<SweptScope>(SweepSql.Scopes);
            var present = await CollectionLookup.PresentAsync(session, [.. scopes.Select(scope => scope.CollectionId)]);
            return scopes.Where(scope => !present.Contains(scope.CollectionId)).ToArray();
        }, ct);
        var ended = 0;
        var resting = _models.Resting;
        await _models.EachAsync([.. gone.Where(scope => _suspected.Contains(scope.CollectionId) && !resting.Contains(scope.CollectionId.Value))],
            scope => new WorkUnit(scope.CollectionId.Value, scope.TeamId.Value, $"the automations of model {scope.CollectionId.Value}"),
            async (scope, stop) => ended += await database.WriteAsync(async tx =>
                await TeamAccess.FindByIdAsync(tx, scope.TeamId) is { } team
                    ? await AutomationOperations.EndThoseOfAsync(tx, AuditedTeam.Of(team), scope.CollectionId)
                    : 0, stop), ct);
        _suspected = [.. gone.Select(scope => scope.CollectionId)];
        return ended;
    }

    private sealed record SweptScope
    {
        public required TeamId TeamId { get; init; }

        public required CollectionId CollectionId { get; init; }
    }
}
