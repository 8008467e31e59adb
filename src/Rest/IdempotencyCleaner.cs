using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Rest;

/// <summary>Forgets idempotency keys after 24 h.</summary>
internal sealed class IdempotencyCleaner(Database database, WakeSignal signal, TimeProvider time, ILogger<IdempotencyCleaner> logger)
    : Worker(signal, new WakeTopic("idempotency"), TimeSpan.FromMinutes(10), time, logger)
{
    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await database.WriteAsync(tx => tx.ExecuteAsync(IdempotencySql.Clean,
            new { Keep = InstantText.ToMicroseconds(Idempotency.KeptFor) }), ct);
        return 0;
    }
}
