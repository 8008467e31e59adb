using System.Collections.Concurrent;
using Npgsql;

namespace Slipway.Storage.Postgres;

/// <summary>
/// Carries wake-ups between servers by <c>listen</c> and <c>notify</c>. Wake-ups of a few milliseconds are gathered into
/// one notification, since every notifying commit takes a lock of the whole database. A lost one does no harm.
/// </summary>
internal sealed class PostgresWakeRelay(NpgsqlDataSource source, Func<NpgsqlConnection> newUnpooled, WakeSignal signal)
{
    private const string Channel = "slipway_wake";
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);
    private readonly string _self = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<WakeTopic, bool> _pending = new();
    private readonly SemaphoreSlim _any = new(0, 1);

    public async Task RunAsync(CancellationToken ct)
    {
        signal.Relay = Gather;
        try
        {
            await Task.WhenAll(KeepAsync(ListenAsync, ct), KeepAsync(NotifyAsync, ct));
        }
        finally
        {
            signal.Relay = null;
        }
    }

    private static async Task KeepAsync(Func<CancellationToken, Task> loop, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await loop(ct);
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
            {
                // The database is away; workers poll meanwhile.
                await Task.Delay(Reconnect, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Gather(WakeTopic topic)
    {
        if (_pending.TryAdd(topic, true))
        {
            try
            {
                _any.Release();
            }
            catch (SemaphoreFullException)
            {
                // Already asked for.
            }
        }
    }

    private async Task NotifyAsync(CancellationToken ct)
    {
        while (true)
        {
            await _any.WaitAsync(ct);
            await Task.Delay(GatherFor, ct);
            var topics = _pending.Keys.ToArray();
            foreach (var topic in topics)
            {
                _pending.TryRemove(topic, out _);
            }
            await using var command = source.CreateCommand("select pg_notify(@channel, @text)");
            command.Parameters.AddWithValue("channel", Channel);
            command.Parameters.AddWithValue("text", _self + " " + string.Join(' ', topics.Select(topic => topic.Name)));
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        // Of its own: back in a pool it would go on listening.
        await using var connection = newUnpooled();
        await connection.OpenAsync(ct);
        connection.Notification += (_, notice) => Heard(notice.Payload);
        await using (var listen = new NpgsqlCommand("listen " + Channel, connection))
        {
            await listen.ExecuteNonQueryAsync(ct);
        }
        while (true)
        {
            await connection.WaitAsync(ct);
        }
    }

    private void Heard(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || words[0] == _self)
        {
            return;
        }
        foreach (var name in words.AsSpan(1))
        {
            signal.WakeHere(new WakeTopic(name));
        }
    }
}
