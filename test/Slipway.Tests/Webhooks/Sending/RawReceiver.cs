using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Tests.Webhooks.Sending;

/// <summary>A receiver that reads requests and answers by raw bytes, as badly as a test wants.</summary>
internal sealed class RawReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Stream, CancellationToken, Task<bool>> _answer;
    private readonly ConcurrentBag<Task> _clients = [];
    private readonly Task _accepting;
    private int _connections;

    /// <param name="answer">Called for each request; false closes the connection.</param>
    /// <param name="wrap">Wraps each accepted connection, for TLS; null leaves it plain.</param>
    public RawReceiver(Func<Stream, CancellationToken, Task<bool>> answer, Func<Stream, Task<Stream>>? wrap = null)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync(wrap ?? Task.FromResult);
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    public int Connections => _connections;

    /// <summary>The requests that came, head and body as sent (Latin-1).</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>A whole answer over a connection that stays open.</summary>
    public static Func<Stream, CancellationToken, Task<bool>> Answer(string status, string body, string headers = "") =>
        Raw($"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}", close: false);

    /// <summary>These bytes.</summary>
    public static Func<Stream, CancellationToken, Task<bool>> Raw(string bytes, bool close = true) => async (stream, ct) =>
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(bytes), ct);
        return !close;
    };

    /// <summary>A beginning, then the same piece again and again until the other side has enough.</summary>
    public static Func<Stream, CancellationToken, Task<bool>> Endless(string beginning, string piece) => async (stream, ct) =>
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(beginning), ct);
        var bytes = Encoding.UTF8.GetBytes(piece);
        while (true)
        {
            await stream.WriteAsync(bytes, ct);
        }
    };

    /// <summary>These bytes, and then nothing for ever.</summary>
    public static Func<Stream, CancellationToken, Task<bool>> Stall(string bytes) => async (stream, ct) =>
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(bytes), ct);
        await Task.Delay(Timeout.Infinite, ct);
        return false;
    };

    /// <summary>Reads one request, head and body; null when the other side closed.</summary>
    public static async Task<string?> ReadRequestAsync(Stream stream, CancellationToken ct)
    {
        var text = new StringBuilder();
        var buffer = new byte[16384];
        while (true)
        {
            var soFar = text.ToString();
            var end = soFar.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && soFar.Length - end - 4 >= ContentLength(soFar[..end]))
            {
                return soFar;
            }

            var count = await stream.ReadAsync(buffer, ct);
            if (count == 0)
            {
                return null;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_clients);
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<Stream, Task<Stream>> wrap)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _clients.Add(ServeAsync(client, wrap));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or InvalidOperationException or SocketException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client, Func<Stream, Task<Stream>> wrap)
    {
        using var _ = client;
        try
        {
            await using var stream = await wrap(client.GetStream());
            while (await ReadRequestAsync(stream, _stop.Token) is { } request)
            {
                Requests.Enqueue(request);
                if (!await _answer(stream, _stop.Token))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
        }
    }

    private static int ContentLength(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line[15..], System.Globalization.CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
