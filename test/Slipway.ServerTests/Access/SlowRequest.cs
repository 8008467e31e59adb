using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Slipway.ServerTests.Access;

/// <summary>A request whose body comes later than its headers: after <see cref="BeginAsync"/> the server has let it in and waits.</summary>
internal sealed class SlowRequest : IDisposable
{
    private readonly TcpClient _socket = new();
    private StreamReader _answer = null!;
    private byte[] _body = [];

    private SlowRequest()
    {
    }

    public static async Task<SlowRequest> BeginAsync(string server, string key, string method, string path, string body, CancellationToken ct)
    {
        var address = new Uri(server);
        var slow = new SlowRequest { _body = Encoding.UTF8.GetBytes(body) };
        await slow._socket.ConnectAsync(address.Host, address.Port, ct);
        var stream = slow._socket.GetStream();
        slow._answer = new StreamReader(stream);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{method} /api/v1/{path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {slow._body.Length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"), ct);
        // Said when the body is asked for, which is after whoever sends it was found.
        var line = await slow._answer.ReadLineAsync(ct);
        if (line != "HTTP/1.1 100 Continue" || await slow._answer.ReadLineAsync(ct) != "")
        {
            throw new InvalidOperationException($"{method} {path}: {line}");
        }
        return slow;
    }

    /// <summary>Sends the body; returns the status of the answer.</summary>
    public async Task<int> EndAsync(CancellationToken ct)
    {
        await _socket.GetStream().WriteAsync(_body, ct);
        return int.Parse((await _answer.ReadLineAsync(ct))!.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _answer?.Dispose();
        _socket.Dispose();
    }
}
