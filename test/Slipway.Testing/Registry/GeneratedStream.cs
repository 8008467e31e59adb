using System.Buffers.Binary;

namespace Slipway.Testing.Registry;

/// <summary>
/// Bytes of any length that were never stored: the same for the same seed, and different in every mebibyte. Reads
/// forward only.
/// </summary>
public sealed class GeneratedStream : Stream
{
    private const int BlockSize = 1 << 20;
    private readonly byte[] _block = new byte[BlockSize];
    private readonly long _length;
    private long _position;

    public GeneratedStream(long length, int seed)
    {
        _length = length;
        new Random(seed).NextBytes(_block);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var offset = (int)(_position % BlockSize);
        if (offset == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_block, _position);
        }
        var count = (int)Math.Min(Math.Min(buffer.Length, BlockSize - offset), _length - _position);
        _block.AsSpan(offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
