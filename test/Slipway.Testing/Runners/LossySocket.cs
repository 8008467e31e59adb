using System.Net.Sockets;
using System.Text;

namespace Slipway.Testing.Runners;

/// <summary>
/// A socket before that of an engine: passes everything on, until it is told to lose the answer to a request, and from then on
/// refuses for as long as it is told.
/// </summary>
public sealed class LossySocket : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _engine;
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _listener;

    public LossySocket(string engine)
    {
        _engine = engine;
        Listen();
    }

    /// <summary>The path of the socket.</summary>
    public string Path => _folder["lossy.sock"];

    /// <summary>What the first line of a request contains whose answer is lost; null for none.</summary>
    public string? LosesAnswerTo { get; set; }

    /// <summary>Completes when it was.</summary>
    public Task Lost => _lost.Task;

    /// <summary>Nobody listens any more.</summary>
    public void Refuse()
    {
        _listener?.Dispose();
        File.Delete(Path);
    }

    /// <summary>Listens again.</summary>
    public void Listen()
    {
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _ = AcceptAsync(_listener);
    }

    public void Dispose()
    {
        _ending.Cancel();
        _listener?.Dispose();
        _folder.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await listener.AcceptAsync(_ending.Token));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Nobody is listened to any more.
        }
    }

    private async Task PassAsync(Socket client)
    {
        using (client)
        using (var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            try
            {
                await engine.ConnectAsync(new UnixDomainSocketEndPoint(_engine), _ending.Token);
                var isLost = new StrongBox();
                var there = CopyAsync(client, engine, text => isLost.Value |= LosesAnswerTo is { } loses && text.Contains(loses, StringComparison.Ordinal));
                var back = BackAsync(engine, client, isLost);
                await Task.WhenAny(there, back);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // One of both has gone.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to, Action<string> seen)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, _ending.Token) is > 0 and var count)
        {
            seen(Encoding.ASCII.GetString(buffer, 0, Math.Min(count, 200)));
            await to.SendAsync(buffer.AsMemory(0, count), _ending.Token);
        }
    }

    private async Task BackAsync(Socket from, Socket to, StrongBox isLost)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, _ending.Token) is > 0 and var count)
        {
            if (isLost.Value)
            {
                // The engine has done it, and nobody hears of it.
                LosesAnswerTo = null;
                Refuse();
                _lost.TrySetResult();
                return;
            }

            await to.SendAsync(buffer.AsMemory(0, count), _ending.Token);
        }
    }

    private sealed class StrongBox
    {
        public volatile bool Value;
    }
}
