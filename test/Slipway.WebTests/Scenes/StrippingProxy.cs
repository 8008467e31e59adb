using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.WebTests.Scenes;

/// <summary>A proxy that serves a server below a path, and takes the path off or leaves it; one request per connection, and WebSockets.</summary>
internal sealed class StrippingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _server;
    private readonly string _path;
    private readonly bool _strips;
    private readonly Task _serving;

    private StrippingProxy(int server, string path, bool strips)
    {
        (_server, _path, _strips) = (server, path, strips);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The address of the host, without the path.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <param name="server">The port of the server.</param>
    /// <param name="path">As <c>/slipway</c>; anything else is not found.</param>
    public static StrippingProxy Start(int server, string path, bool strips) => new(server, path, strips);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient browser)
    {
        using (browser)
        {
            try
            {
                var from = browser.GetStream();
                var (head, rest) = await HeadAsync(from);
                var target = head.Split(' ')[1];
                if (target != _path && !target.StartsWith(_path + "/", StringComparison.Ordinal))
                {
                    await from.WriteAsync("HTTP/1.1 404 Elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), _end.Token);
                    return;
                }
                var line = head[..head.IndexOf('\r', StringComparison.Ordinal)];
                var asked = _strips ? line.Replace($" {target} ", $" /{target[_path.Length..].TrimStart('/')} ", StringComparison.Ordinal) : line;
                // Whoever upgrades keeps the connection; every other request gets one of its own.
                var others = head[line.Length..].Split("\r\n").Where(header => header.Length > 0 && !header.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
                var connection = head.Contains("Upgrade: websocket", StringComparison.OrdinalIgnoreCase) ? "Upgrade" : "close";
                using var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _server, _end.Token);
                var to = server.GetStream();
                await to.WriteAsync(Encoding.Latin1.GetBytes($"{asked}\r\n{string.Join("\r\n", others)}\r\nConnection: {connection}\r\n\r\n"), _end.Token);
                await to.WriteAsync(rest, _end.Token);
                await Task.WhenAny(from.CopyToAsync(to, _end.Token), to.CopyToAsync(from, _end.Token));
            }
            catch (Exception over) when (over is OperationCanceledException or IOException or SocketException)
            {
                // One of both went away.
            }
        }
    }

    private async Task<(string Head, byte[] Beyond)> HeadAsync(NetworkStream stream)
    {
        var read = new List<byte>();
        var buffer = new byte[8192];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, _end.Token);
            if (count == 0)
            {
                throw new IOException("The browser changed its mind.");
            }
            read.AddRange(buffer.AsSpan(0, count));
            var text = Encoding.Latin1.GetString([.. read]);
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is > 0 and var end)
            {
                return (text[..(end + 2)], [.. read.Skip(end + 4)]);
            }
        }
    }
}
