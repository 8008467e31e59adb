using Slipway.Runs;
using Slipway.Runs.Lifecycle;
using Slipway.Storage;

namespace Slipway.Launch.Items;

/// <summary>What goes with an item's end: its run ends, it is counted, and those who follow items are told.</summary>
internal sealed class ItemEnding(RunLifecycle runs, LaunchMetrics metrics, IEnumerable<IItemFollower> followers)
{
    private readonly IItemFollower[] _followers = [.. followers];

    /// <param name="item">As it stood before; its row says already that it ended.</param>
    /// <param name="state">In which it ended.</param>
    public async Task EndAsync(DatabaseTransaction tx, Item item, ItemState state, string? reason, int? exitCode = null)
    {
        await runs.EndAsync(tx, item.RunId, RunStateOf(state), exitCode);
        if (item.CauseExecution is { } execution)
        {
            foreach (var follower in _followers)
            {
                follower.Ended(tx, execution, state, reason, exitCode);
            }
        }
        tx.OnCommit(() => metrics.Ended(state));
    }

    private static RunState RunStateOf(ItemState item) => item switch
    {
        ItemState.Succeeded => RunState.Finished,
        ItemState.Cancelled or ItemState.Expired => RunState.Killed,
        ItemState.Lost => RunState.Crashed,
        _ => RunState.Failed,
    };
}
