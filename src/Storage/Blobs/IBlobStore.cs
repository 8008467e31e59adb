namespace Slipway.Storage.Blobs;

/// <summary>
/// Where file contents lie. Bytes are staged, checked by the caller, and then become readable under their key in one
/// atomic step; from then on they never change. Which keys are wanted is known to the database alone: the store keeps
/// no references. A crash leaves at most staged bytes and unwanted keys, which <see cref="DiscardStagedAsync"/> and
/// <see cref="ListAsync"/> let the owner clean.
/// </summary>
public interface IBlobStore
{
    /// <summary>
    /// Opens an upload: a new one, or the one that was staged under <paramref name="key"/> before. Null when another
    /// writer has it open.
    /// </summary>
    Task<StagedBlob?> StageAsync(StagingKey key, CancellationToken ct);

    /// <summary>How many bytes are staged; 0 when there are none.</summary>
    Task<long> StagedLengthAsync(StagingKey key, CancellationToken ct);

    /// <summary>Removes staged bytes that nobody wrote to since then and nobody has open. Returns how many uploads.</summary>
    Task<int> DiscardStagedAsync(DateTimeOffset untouchedSince, CancellationToken ct);

    /// <summary>A seekable stream at its start; null when there is no such blob.</summary>
    Task<Stream?> OpenReadAsync(BlobKey key, CancellationToken ct);

    /// <summary>
    /// Makes blobs survive a power failure, however they were completed. Returns those that are missing or have another
    /// length than given, which a power failure may have left behind.
    /// </summary>
    Task<IReadOnlyList<BlobKey>> SyncAsync(IReadOnlyList<(BlobKey Key, long Length)> blobs, CancellationToken ct);

    /// <summary>Removes a blob; harmless when it is gone. Whoever has it open reads on.</summary>
    Task DeleteAsync(BlobKey key, CancellationToken ct);

    /// <summary>All blobs whose hash begins with this byte, in no order.</summary>
    IAsyncEnumerable<StoredBlob> ListAsync(byte shard, CancellationToken ct);

    /// <summary>Writes, reads and removes a few bytes.</summary>
    /// <exception cref="IOException">The store cannot be used.</exception>
    Task ProbeAsync(CancellationToken ct);
}
