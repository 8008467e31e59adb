namespace Slipway.Storage.Blobs;

/// <summary>Bytes that a store holds.</summary>
public sealed record StoredBlob
{
    public required BlobKey Key { get; init; }

    /// <summary>Bytes.</summary>
    public required long Length { get; init; }

    /// <summary>When they were last written, by the store's clock.</summary>
    public required DateTimeOffset WrittenAt { get; init; }
}
