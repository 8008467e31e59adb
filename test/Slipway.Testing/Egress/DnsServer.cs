using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Testing.Egress;

/// <summary>A name server over UDP that answers A and AAAA from a <see cref="CorpusZone"/> with a time to live of zero, so that every lookup
/// comes here again: the rebinding attacker's server. For a network namespace of a test's own.</summary>
public sealed class DnsServer : IAsyncDisposable
{
    private const ushort A = 1;
    private const ushort Aaaa = 28;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly CorpusZone _zone;
    private readonly Task _serving;

    // The first question of a lookup (A) decides what the zone says; the second one (AAAA) of the same lookup shares it.
    private readonly Dictionary<string, (ushort Type, IReadOnlyList<IPAddress> Addresses)> _open = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Serves at once.</summary>
    public DnsServer(CorpusZone zone, IPEndPoint address)
    {
        _zone = zone;
        _socket.Bind(address);
        _serving = ServeAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[1500];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                var answer = Answer(buffer.AsSpan(0, received.ReceivedBytes));
                await _socket.SendToAsync(answer, SocketFlags.None, received.RemoteEndPoint, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private byte[] Answer(ReadOnlySpan<byte> query)
    {
        var (name, end) = ReadName(query);
        var type = BinaryPrimitives.ReadUInt16BigEndian(query[end..]);
        var question = query[12..(end + 4)];
        var records = Lookup(name, type).Where(a => a.GetAddressBytes().Length == (type == A ? 4 : 16)).ToList();

        var answer = new List<byte>();
        answer.AddRange(query[..2]);
        answer.AddRange([0x84, 0x00, 0, 1, 0, (byte)(type is A or Aaaa ? records.Count : 0), 0, 0, 0, 0]);
        answer.AddRange(question);
        foreach (var record in type is A or Aaaa ? records : [])
        {
            var bytes = record.GetAddressBytes();
            answer.AddRange([0xc0, 12, 0, (byte)type, 0, 1, 0, 0, 0, 0, 0, (byte)bytes.Length]);
            answer.AddRange(bytes);
        }

        return [.. answer];
    }

    private IReadOnlyList<IPAddress> Lookup(string name, ushort type)
    {
        if (_open.Remove(name, out var open) && open.Type != type)
        {
            return open.Addresses;
        }

        var addresses = _zone.Answer(name);
        _open[name] = (type, addresses);
        return addresses;
    }

    private static (string Name, int End) ReadName(ReadOnlySpan<byte> query)
    {
        var name = new StringBuilder();
        var at = 12;
        while (query[at] != 0)
        {
            name.Append(name.Length > 0 ? "." : "").Append(Encoding.ASCII.GetString(query.Slice(at + 1, query[at])));
            at += query[at] + 1;
        }

        return (name.ToString(), at + 1);
    }
}
