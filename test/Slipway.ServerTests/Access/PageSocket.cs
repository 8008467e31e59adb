using System.Net.WebSockets;
using System.Text;

namespace Slipway.ServerTests.Access;

/// <summary>The connection that carries what people do on a page, opened as a program of one's own would open it.</summary>
internal sealed class PageSocket : IDisposable
{
    private static readonly byte[] Handshake = Encoding.UTF8.GetBytes("""{"protocol":"blazorpack","version":1}""" + "\u001e");
    private readonly ClientWebSocket _socket = new();

    private PageSocket()
    {
    }

    /// <summary>The status with which the server answered: 101 for an open connection.</summary>
    public int Status { get; private set; }

    /// <summary>Opens one with further headers, such as <c>Cookie</c> and <c>Origin</c>.</summary>
    public static async Task<PageSocket> OpenAsync(string server, IEnumerable<(string Name, string Value)> headers, CancellationToken ct, string path = "/_blazor")
    {
        var opened = new PageSocket();
        opened._socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers)
        {
            opened._socket.Options.SetRequestHeader(name, value);
        }
        try
        {
            await opened._socket.ConnectAsync(new Uri(server.Replace("http://", "ws://", StringComparison.Ordinal) + path), ct);
            await opened._socket.SendAsync(Handshake, WebSocketMessageType.Text, true, ct);
            opened.Status = 101;
        }
        catch (WebSocketException)
        {
            opened.Status = (int)opened._socket.HttpStatusCode;
        }
        return opened;
    }

    /// <summary>Reads whatever comes until the connection is over.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        var buffer = new byte[4096];
        try
        {
            while ((await _socket.ReceiveAsync(buffer, ct)).MessageType != WebSocketMessageType.Close)
            {
                // Pings, and what the page is told.
            }
        }
        catch (WebSocketException)
        {
            // Broken off rather than closed: over all the same.
        }
    }

    /// <summary>Whether the server still listens: it answers the handshake.</summary>
    public async Task<string> AnswerAsync(CancellationToken ct)
    {
        var buffer = new byte[4096];
        var received = await _socket.ReceiveAsync(buffer, ct);
        return Encoding.UTF8.GetString(buffer, 0, received.Count).TrimEnd('\u001e');
    }

    public void Dispose() => _socket.Dispose();
}
