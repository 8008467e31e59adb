using System.Globalization;
using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Rest;

/// <summary>Forgets idempotency keys after 24 h.</summary>
internal sealed class IdempotencyCleaner(Database database, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<IdempotencyCleaner> logger)
    : Worker(signal, new WakeTopic("idempotency"), TimeSpan.FromMinutes(10), time, logger)
{
    private const int PerPiece = 1_000;
    private static readonly long Keep = InstantText.ToMicroseconds(Idempotency.KeptFor);
    private readonly IsolatedUnits _callers = isolation.For(nameof(IdempotencyCleaner));

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var resting = _callers.Resting;
        var callers = await database.ReadAsync(session => session.QueryAsync<string>(IdempotencySql.ToClean, new { Keep }), ct);
        await _callers.EachAsync([.. callers.Where(caller => !resting.Contains(NumberOf(caller)))],
            caller => new WorkUnit(NumberOf(caller), null, $"the idempotency keys of caller {caller[..8]}"),
            ForgetAsync, ct);
        return 0;
    }

    // A caller may have had any number of them.
    private async Task ForgetAsync(string caller, CancellationToken ct)
    {
        var forgotten = PerPiece;
        while (forgotten == PerPiece)
        {
            forgotten = await database.WriteAsync(tx => tx.ExecuteAsync(IdempotencySql.Clean, new { Caller = caller, Keep, Count = PerPiece }), ct);
        }
    }

    // Of the hash that tells callers apart; two whose begins are equal would share their tries, no more.
    private static long NumberOf(string caller) => long.Parse(caller.AsSpan(0, 15), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
