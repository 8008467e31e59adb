using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Launch.Queues;

/// <summary>Users of queues that are gone are disabled.</summary>
internal sealed class QueueUseSweeper(
    Database database, UnitIsolation isolation, WakeSignal signal, TimeProvider time, SweepMetrics metrics, ILogger<QueueUseSweeper> logger)
    : Sweeper(signal, "launch", time, metrics, logger)
{
    private readonly IsolatedUnits _users = isolation.For(nameof(QueueUseSweeper));

    protected override IReadOnlyList<(string Kind, Func<CancellationToken, Task<int>> MendAsync)> Mends =>
        [("use_of_gone_queue", ct => QueueUses.Table.MendAsync(database, _users, ct))];
}
