using System.Net;

namespace Slipway.Webhooks.Sending;

/// <summary>Connects to the first of several decided addresses that answers, beginning the next one when one fails or lets
/// 250 ms pass (RFC 8305): a name with a dead IPv6 address must not cost every attempt its deadline.</summary>
internal static class DialRace
{
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    /// <summary>The winner; the others are ended. When all fail, throws what the first one threw.</summary>
    public static async Task<(Stream Stream, IPEndPoint Address)> RunAsync(
        IDialer dialer, IReadOnlyList<IPAddress> addresses, int port, TimeProvider time, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = new List<Task<(Stream Stream, IPEndPoint Address)>>();
        Task? firstFailed = null;
        try
        {
            for (var next = 0; next < addresses.Count || running.Count > 0;)
            {
                if (next < addresses.Count)
                {
                    running.Add(DialAsync(dialer, new IPEndPoint(addresses[next++], port), over.Token));
                }

                var done = await FirstDoneAsync(running, waitForAll: next == addresses.Count, time, over.Token);
                if (done is null)
                {
                    continue;
                }

                running.Remove(done);
                if (done.IsCompletedSuccessfully)
                {
                    return await done;
                }

                firstFailed ??= done;
            }
        }
        finally
        {
            await over.CancelAsync();
            running.ForEach(DisposeWhenDone);
        }

        ct.ThrowIfCancellationRequested();
        await firstFailed!;
        throw new InvalidOperationException("A name without addresses does not come here.");
    }

    /// <summary>The first to end; null when it is time to begin the next one.</summary>
    private static async Task<Task<(Stream Stream, IPEndPoint Address)>?> FirstDoneAsync(
        List<Task<(Stream Stream, IPEndPoint Address)>> running, bool waitForAll, TimeProvider time, CancellationToken ct)
    {
        var any = Task.WhenAny(running);
        if (!waitForAll && await Task.WhenAny(any, Task.Delay(Stagger, time, ct)) != any)
        {
            ct.ThrowIfCancellationRequested();
            return null;
        }

        return await any;
    }

    private static async Task<(Stream Stream, IPEndPoint Address)> DialAsync(IDialer dialer, IPEndPoint address, CancellationToken ct) =>
        (await dialer.DialAsync(address, ct), address);

    private static void DisposeWhenDone(Task<(Stream Stream, IPEndPoint Address)> loser) =>
        loser.ContinueWith(
            static task =>
            {
                if (task.IsCompletedSuccessfully)
                {
                    task.Result.Stream.Dispose();
                }
                else
                {
                    _ = task.Exception;
                }
            },
            TaskScheduler.Default);
}
