using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Storage;

/// <summary>
/// This running process, as claims name it. Its heartbeat tells the others that it lives; who was silent for
/// <see cref="SilentAfter"/> is taken for dead and its claims are given back.
/// </summary>
public sealed partial class ServerInstance(Database database, TimeProvider time, ILogger<ServerInstance> logger) : IHostedLifecycleService
{
    /// <summary>Silence after which an instance counts as dead. Heartbeats come five times as often.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan HeartbeatEvery = SilentAfter / 5;
    private readonly CancellationTokenSource _stopping = new();
    private Task _beating = Task.CompletedTask;

    /// <summary>The number of this process; unique in its database, never used again. 0 before the start.</summary>
    public long Id { get; private set; }

    /// <summary>
    /// Registers this process. An embedded database has one server, so every other row there is of a dead process.
    /// </summary>
    public async Task StartingAsync(CancellationToken ct)
    {
        Id = await database.WriteAsync(async tx =>
        {
            if (!database.IsShared)
            {
                await tx.ExecuteAsync(ServerInstanceSql.DeleteAll);
            }
            return await tx.ScalarAsync<long>(
                ServerInstanceSql.Insert, new { host = Environment.MachineName });
        }, ct);
        _beating = BeatAsync(_stopping.Token);
    }

    /// <summary>The instances that live, this one among them.</summary>
    public async Task<IReadOnlyList<long>> LivingAsync(DatabaseSession session) =>
        await session.QueryAsync<long>(ServerInstanceSql.FindLiving,
            new { silent = InstantText.ToMicroseconds(SilentAfter) });

    public async Task StoppedAsync(CancellationToken ct)
    {
        await _stopping.CancelAsync();
        await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await database.WriteAsync(tx => tx.ExecuteAsync(ServerInstanceSql.Delete, new { Id }), ct);
    }

    public Task StartAsync(CancellationToken ct) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken ct) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken ct) => Task.CompletedTask;

    public Task StopAsync(CancellationToken ct) => Task.CompletedTask;

    private async Task BeatAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(HeartbeatEvery, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await database.WriteAsync(async tx =>
                {
                    var beaten = await tx.ExecuteAsync(ServerInstanceSql.Beat, new { Id });
                    if (beaten == 0)
                    {
                        // Taken for dead while it slept: come back under the same number, for fences guard what it still holds.
                        await tx.InsertManyAsync("server_instances", ["id", "host", "started_at", "heartbeat_at"],
                            [[Id, Environment.MachineName, InstantText.ToMicroseconds(await tx.NowAsync()), InstantText.ToMicroseconds(await tx.NowAsync())]]);
                    }
                    await tx.ExecuteAsync(ServerInstanceSql.DeleteSilent,
                        new { old = InstantText.ToMicroseconds(TimeSpan.FromHours(1)) });
                }, ct);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                HeartbeatFailed(logger, failure);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "instance.heartbeat_failed")]
    private static partial void HeartbeatFailed(ILogger logger, Exception failure);
}
