namespace Slipway.ProviderTests.Artifacts;

/// <summary>A request body whose connection breaks after some bytes.</summary>
internal sealed class BreakingStream(byte[] content, int breaksAt) : MemoryStream(content)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var left = breaksAt - (int)Position;
        return left == 0
            ? throw new IOException("The connection broke.")
            : base.ReadAsync(buffer[..Math.Min(buffer.Length, left)], cancellationToken);
    }
}
