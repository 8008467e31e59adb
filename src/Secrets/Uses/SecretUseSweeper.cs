using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Secrets.Uses;

/// <summary>Users of secrets that are gone without anybody having told them: they are disabled, as a deletion by force would have.</summary>
internal sealed class SecretUseSweeper(
    Database database, WakeSignal signal, TimeProvider time, SweepMetrics metrics, ILogger<SecretUseSweeper> logger)
    : Sweeper(signal, "secrets", time, metrics, logger)
{
    private const string Gone =
        """
        not disabled and not exists (select 1 from secrets where secrets.team_id = secret_uses.team_id and secrets.name = secret_uses.secret_name)
        """;

    private const string AnyGone = $"select 1 from secret_uses where {Gone} limit 1";

    private const string Disable = $"update secret_uses set disabled = true where {Gone}";

    protected override IReadOnlyList<(string Kind, Func<CancellationToken, Task<int>> MendAsync)> Mends => [("use_of_gone_secret", MendAsync)];

    private async Task<int> MendAsync(CancellationToken ct) =>
        await database.ReadAsync(session => session.ScalarAsync<int?>(AnyGone), ct) is null
            ? 0
            : await database.WriteAsync(tx => tx.ExecuteAsync(Disable), ct);
}
