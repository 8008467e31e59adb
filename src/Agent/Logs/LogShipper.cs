using Slipway.Agent.Sessions;
using Slipway.Api.Clients;
using Slipway.Api.Http;

namespace Slipway.Agent.Logs;

/// <summary>
/// Sends the masked log of one attempt to the server, from where the server says that it ends: the first output at once,
/// then a piece each interval at most.
/// </summary>
/// <param name="session">The way to the server.</param>
/// <param name="log">What to send.</param>
/// <param name="attempt">Whose it is.</param>
/// <param name="fence">As claimed.</param>
/// <param name="sent">How much the server has, as far as known; it corrects us.</param>
/// <param name="time">For the intervals.</param>
internal sealed class LogShipper(
    ServerSession session, MaskedLog log, string attempt, long fence, long sent, TimeProvider time)
{
    private static readonly TimeSpan Eager = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan EagerFor = TimeSpan.FromSeconds(20);
    private readonly long _since = time.GetTimestamp();
    private long _sent = sent;

    /// <summary>Ships until the job has ended and all is sent, or the server wants no more of it.</summary>
    /// <param name="end">Completes when nothing is printed any more.</param>
    /// <param name="ct">Gives up.</param>
    public async Task RunAsync(Task end, CancellationToken ct)
    {
        var patience = new Patience(time);
        while (true)
        {
            var isLast = end.IsCompleted;
            log.Advance(isLast);
            try
            {
                await SendAsync(isLast, ct);
                patience.Succeeded();
            }
            catch (SlipwayApiException refused) when (AgentClient.ExpectedOffset(refused) is { } expected)
            {
                // More than we have: the log was another one's. Nothing of ours belongs behind it.
                if (expected > log.Length)
                {
                    return;
                }

                if (expected == _sent)
                {
                    await patience.PauseAsync(refused, ct);
                }

                _sent = expected;
                continue;
            }
            catch (Exception e) when (Patience.IsPassing(e, ct))
            {
                await patience.PauseAsync(e, ct);
                continue;
            }
            catch (SlipwayApiException)
            {
                // It is too long for the server, or the attempt no longer ours: the job's end is still worth telling.
                return;
            }

            if (isLast)
            {
                return;
            }

            await Task.WhenAny(end, Task.Delay(IsEager ? Eager : Interval, time, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    private bool IsEager => _sent == 0 && Eager < Interval && time.GetElapsedTime(_since) < EagerFor;

    private TimeSpan Interval => TimeSpan.FromMilliseconds(session.Current?.LogIntervalMilliseconds ?? 250);

    /// <summary>Sends one piece; at the end, or when there is more than one, all of them.</summary>
    private async Task SendAsync(bool isLast, CancellationToken ct)
    {
        var size = Math.Max(1024, session.Current?.MaxLogChunkBytes ?? 64 * 1024);
        byte[]? buffer = null;
        while (_sent < log.Length)
        {
            buffer ??= new byte[Math.Min(size, log.Length - _sent)];
            var count = log.Read(_sent, buffer);
            var from = _sent;
            _sent = await session.CallAsync(
                (client, stop) => client.AppendLogAsync(attempt, fence, from, buffer.AsMemory(0, count), stop), ct);
            if (!isLast && count < size)
            {
                return;
            }
        }
    }
}
