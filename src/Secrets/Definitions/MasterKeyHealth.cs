using Microsoft.Extensions.Diagnostics.HealthChecks;
using Slipway.Secrets.Stores;
using Slipway.Storage;

namespace Slipway.Secrets.Definitions;

/// <summary>Tells when secrets rest under a master key that this server was not given.</summary>
internal sealed class MasterKeyHealth(Database database, ISecretStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var keys = await database.ReadAsync(session => session.QueryAsync<KeyRow>(SecretSql.KeyIds), cancellationToken);
        var lost = keys.Where(key => !store.Knows(key.KeyId)).ToList();
        return lost.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                $"{lost.Sum(key => key.Secrets)} team secrets cannot be read: their master key ({string.Join(", ", lost.Select(key => key.KeyId))}) "
                + "is neither master-key nor master-key-previous.");
    }

    private sealed class KeyRow
    {
        public string KeyId { get; init; } = "";

        public long Secrets { get; init; }
    }
}
