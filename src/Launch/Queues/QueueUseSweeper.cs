using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Launch.Queues;

/// <summary>Users of queues that are gone without anybody having told them: they are disabled, as a deletion by force would have.</summary>
internal sealed class QueueUseSweeper(
    Database database, WakeSignal signal, TimeProvider time, SweepMetrics metrics, ILogger<QueueUseSweeper> logger)
    : Sweeper(signal, "launch", time, metrics, logger)
{
    private const string Gone = "not disabled and not exists (select 1 from queues where queues.id = queue_uses.queue_id)";

    private const string AnyGone = $"select 1 from queue_uses where {Gone} limit 1";

    private const string Disable = $"update queue_uses set disabled = true where {Gone}";

    protected override IReadOnlyList<(string Kind, Func<CancellationToken, Task<int>> MendAsync)> Mends => [("use_of_gone_queue", MendAsync)];

    private async Task<int> MendAsync(CancellationToken ct) =>
        await database.ReadAsync(session => session.ScalarAsync<int?>(AnyGone), ct) is null
            ? 0
            : await database.WriteAsync(tx => tx.ExecuteAsync(Disable), ct);
}
