using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Secrets.Uses;

/// <summary>Users of secrets that are gone are disabled.</summary>
internal sealed class SecretUseSweeper(
    Database database, UnitIsolation isolation, WakeSignal signal, TimeProvider time, SweepMetrics metrics, ILogger<SecretUseSweeper> logger)
    : Sweeper(signal, "secrets", time, metrics, logger)
{
    private readonly IsolatedUnits _users = isolation.For(nameof(SecretUseSweeper));

    protected override IReadOnlyList<(string Kind, Func<CancellationToken, Task<int>> MendAsync)> Mends =>
        [("use_of_gone_secret", ct => SecretUses.Table.MendAsync(database, _users, ct))];
}
