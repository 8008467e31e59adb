using Slipway.Launch.Items;
using Slipway.Storage;
using Slipway.Webhooks.Following;

namespace Slipway.Automations.Executions;

/// <summary>Writes down what became of executions, in the transaction in which it came (ADR 0010).</summary>
internal sealed class ExecutionKeeper : IDeliveryFollower, IItemFollower
{
    private const int MostAlone = 128;
    private const int PerStatement = 500;

    public async Task FollowAsync(DatabaseTransaction tx, IReadOnlyCollection<long> executions, DeliveryTurn turn)
    {
        var (state, reason) = turn switch
        {
            DeliveryTurn.Failed failed => (ExecutionState.Failed, failed.Reason),
            DeliveryTurn.Repeated => (ExecutionState.Pending, null),
            _ => (ExecutionState.Finished, null),
        };
        // A batch of completions, which goes out with its commit; more than that is a webhook that was deleted.
        if (executions.Count <= MostAlone)
        {
            foreach (var execution in executions)
            {
                Settle(tx, execution, state, reason);
            }
            return;
        }
        foreach (var some in executions.Chunk(PerStatement))
        {
            await tx.ExecuteAsync(ExecutionSql.SettleMany, new { executions = some, state = EnumText.Of(state), reason });
        }
    }

    public void Ended(DatabaseTransaction tx, long execution, ItemState state, string? reason, int? exitCode) =>
        Settle(tx, execution, Execution.Of(state), Execution.Why(state, reason, exitCode));

    private static void Settle(DatabaseTransaction tx, long execution, ExecutionState state, string? reason) =>
        tx.Defer(ExecutionSql.Settle, new { execution, state = EnumText.Of(state), reason });
}
