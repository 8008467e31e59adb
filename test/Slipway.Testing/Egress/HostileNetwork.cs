using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Testing.Egress;

/// <summary>Inside a <see cref="NetworkNamespace"/>: listens on every address at the ports that matter, answers each request (redirects below
/// <c>/r/</c>), and notes which addresses were reached.</summary>
public sealed class HostileNetwork : IAsyncDisposable
{
    private static readonly int[] Ports = [22, 25, 80, 443, 2375, 6379, 8080];
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpListener> _listeners = [];
    private readonly List<Task> _serving = [];

    private HostileNetwork()
    {
    }

    /// <summary>The addresses at which a connection came in, in order; IPv4 written as IPv4.</summary>
    public ConcurrentQueue<IPEndPoint> Reached { get; } = new();

    /// <summary>Listens. Refuses to on a machine's own network.</summary>
    public static HostileNetwork Start()
    {
        if (!NetworkNamespace.IsInside)
        {
            throw new InvalidOperationException("This may run inside a network namespace only.");
        }

        var network = new HostileNetwork();
        foreach (var port in Ports)
        {
            var listener = new TcpListener(IPAddress.IPv6Any, port) { Server = { DualMode = true } };
            listener.Start();
            network._listeners.Add(listener);
            network._serving.Add(network.AcceptAsync(listener));
        }

        return network;
    }

    /// <summary>Forgets what was reached and returns it.</summary>
    public IReadOnlyList<IPEndPoint> TakeReached()
    {
        var taken = new List<IPEndPoint>();
        while (Reached.TryDequeue(out var address))
        {
            taken.Add(address);
        }

        return taken;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listeners.ForEach(listener => listener.Dispose());
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_stop.Token);
                var local = (IPEndPoint)client.Client.LocalEndPoint!;
                Reached.Enqueue(local.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(local.Address.MapToIPv4(), local.Port) : local);
                _ = AnswerAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                var head = new StringBuilder();
                var buffer = new byte[4096];
                while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    var count = await stream.ReadAsync(buffer, _stop.Token);
                    if (count == 0)
                    {
                        return;
                    }

                    head.Append(Encoding.Latin1.GetString(buffer, 0, count));
                }

                var path = head.ToString().Split(' ', 3)[1];
                var status = path.StartsWith("/r/", StringComparison.Ordinal)
                    ? $"307 Temporary Redirect\r\nLocation: {Uri.UnescapeDataString(path[3..])}"
                    : "200 OK";
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
        }
    }
}
