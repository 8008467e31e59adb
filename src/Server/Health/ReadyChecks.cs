using Microsoft.Extensions.Diagnostics.HealthChecks;
using Slipway.Server.Options;
using Slipway.Storage;

namespace Slipway.Server.Health;

/// <summary>The database answers, and takes our clock function, which the migration brought.</summary>
internal sealed class DatabaseHealth(Database database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await database.NowAsync(cancellationToken);
            return HealthCheckResult.Healthy(database.Engine);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}

/// <summary>The file store takes a file.</summary>
internal sealed class StorageHealth(ServerOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var probe = Path.Combine(options.StorageDir, $".ready-{Guid.NewGuid():N}");
        try
        {
            await File.WriteAllTextAsync(probe, "", cancellationToken);
            File.Delete(probe);
            return HealthCheckResult.Healthy();
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy("The storage folder takes no file.");
        }
    }
}

/// <summary>Warns while private receivers are open (api.md: shown as a warning in health).</summary>
internal sealed class EgressHealth(ServerOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(options.Egress.OpensAnything
            ? HealthCheckResult.Degraded("egress-allow opens private addresses to the webhooks of all teams.")
            : HealthCheckResult.Healthy());
}
