namespace Slipway.Storage.Blobs;

/// <summary>
/// An upload that is open for this writer alone. Disposing it keeps its bytes for a later
/// <see cref="IBlobStore.StageAsync"/>, unless it was completed or discarded.
/// </summary>
public abstract class StagedBlob : IAsyncDisposable
{
    /// <summary>Bytes staged so far.</summary>
    public abstract long Length { get; }

    /// <summary>Adds bytes at the end.</summary>
    public abstract ValueTask AppendAsync(ReadOnlyMemory<byte> content, CancellationToken ct);

    /// <summary>Drops what lies beyond <paramref name="length"/>, which is at most <see cref="Length"/>.</summary>
    public abstract ValueTask TruncateAsync(long length, CancellationToken ct);

    /// <summary>Reads staged bytes from <paramref name="offset"/>; returns how many, 0 at the end.</summary>
    public abstract ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct);

    /// <summary>
    /// Makes the bytes readable under <paramref name="key"/>, whole or not at all. With <paramref name="durable"/> they
    /// survive a power failure from here on; without, only after <see cref="IBlobStore.SyncAsync"/>.
    /// </summary>
    public abstract Task CompleteAsync(BlobKey key, bool durable, CancellationToken ct);

    /// <summary>Removes the bytes.</summary>
    public abstract Task DiscardAsync(CancellationToken ct);

    public abstract ValueTask DisposeAsync();
}
