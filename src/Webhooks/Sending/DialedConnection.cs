namespace Slipway.Webhooks.Sending;

/// <summary>A TCP connection that tells each attempt which address it goes to, and bounds what an answer may send.</summary>
internal sealed class DialedConnection(Stream inner, ConnectionRecord record) : Stream
{
    // Head and body are capped further up; this catches what the caps do not count: endless 1xx answers, chunk extensions,
    // trailers, TLS records without content.
    private const long MaxBytesPerAttempt = 1 << 20;

    private AttemptTrace? _attempt;
    private bool _isOpen;
    private long _read;

    /// <summary>From now on what is written belongs to attempts (before, it is the TLS handshake).</summary>
    public void Open()
    {
        record.Step = "waiting for the answer";
        _read = 0;
        _isOpen = true;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        _read += count;
        return _read <= MaxBytesPerAttempt ? count : throw new SendFailure(SendErrors.AnswerEndless());
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isOpen && AttemptTrace.Current is { } attempt && attempt != _attempt)
        {
            attempt.OnWriting(record, reused: _attempt is not null);
            _attempt = attempt;
            _read = 0;
        }

        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
