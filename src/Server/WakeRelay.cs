using Slipway.Storage;

namespace Slipway.Server;

/// <summary>Keeps wake-ups flowing between the servers of one database.</summary>
internal sealed class WakeRelay(Database database, WakeSignal signal) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => database.RelayWakesAsync(signal, stoppingToken);
}
