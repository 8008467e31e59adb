namespace Slipway.Webhooks.Sending;

/// <summary>What is known of one attempt while it runs.</summary>
/// <remarks>The handler does not tell which pooled connection a request went over. But over HTTP/1.1 it writes the request in
/// the very flow of the call, so the connection finds its attempt in <see cref="Current"/>.</remarks>
internal sealed class AttemptTrace(TimeProvider time)
{
    private static readonly AsyncLocal<AttemptTrace?> Running = new();

    private readonly long _started = time.GetTimestamp();
    private long _written;

    /// <summary>The attempt of this flow of calls.</summary>
    public static AttemptTrace? Current
    {
        get => Running.Value;
        set => Running.Value = value;
    }

    /// <summary>The connection that carries it, or that is being made for it.</summary>
    public ConnectionRecord? Connection { get; private set; }

    public bool Reused { get; private set; }

    public double? FirstByteMs { get; private set; }

    /// <summary>A connection is being made on behalf of this attempt.</summary>
    public void OnConnecting(ConnectionRecord connection) => Connection = connection;

    /// <summary>The request's first byte goes out over this connection.</summary>
    public void OnWriting(ConnectionRecord connection, bool reused)
    {
        Connection = connection;
        Reused = reused;
        _written = time.GetTimestamp();
    }

    /// <summary>The answer's head is there.</summary>
    public void OnHead() => FirstByteMs = time.GetElapsedTime(_written == 0 ? _started : _written).TotalMilliseconds;

    public AttemptTimings ToTimings() => new()
    {
        DnsMs = Reused ? null : Connection?.DnsMs,
        ConnectMs = Reused ? null : Connection?.ConnectMs,
        TlsMs = Reused ? null : Connection?.TlsMs,
        FirstByteMs = FirstByteMs,
        TotalMs = time.GetElapsedTime(_started).TotalMilliseconds,
    };
}
