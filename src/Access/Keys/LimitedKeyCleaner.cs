using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Access.Keys;

/// <summary>Forgets the keys of jobs a day after they expired.</summary>
internal sealed class LimitedKeyCleaner(Database database, WakeSignal signal, TimeProvider time, ILogger<LimitedKeyCleaner> logger)
    : Worker(signal, new WakeTopic("limited-keys"), TimeSpan.FromHours(1), time, logger)
{
    // A few at a time: nobody waits long for the writer.
    private const string Clean =
        "delete from limited_keys where id in (select id from limited_keys where expires_at < slipway_now() - @keep order by expires_at limit 1000)";

    private static readonly TimeSpan Keep = TimeSpan.FromDays(1);

    public override Task<int> RunOnceAsync(CancellationToken ct) =>
        database.WriteAsync(tx => tx.ExecuteAsync(Clean, new { keep = InstantText.ToMicroseconds(Keep) }), ct);
}
