using System.Security.Cryptography;

namespace Slipway.Storage.Blobs;

/// <summary>
/// SHA-256 and MD5 of a stream of bytes. MD5 guards nothing: the wandb client's manifests speak it.
/// </summary>
public sealed class ContentHasher : IDisposable
{
    // Below this, handing work to another thread costs more than it saves.
    private const int WorthATask = 128 * 1024;

    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

    /// <summary>Hashes the next bytes; large pieces on two threads at once.</summary>
    public Task AppendAsync(ReadOnlyMemory<byte> content)
    {
        if (content.Length < WorthATask)
        {
            _sha256.AppendData(content.Span);
            _md5.AppendData(content.Span);
            return Task.CompletedTask;
        }
        return Task.WhenAll(
            Task.Run(() => _sha256.AppendData(content.Span)),
            Task.Run(() => _md5.AppendData(content.Span)));
    }

    /// <summary>The hashes of everything so far; the hasher starts anew.</summary>
    public ContentHashes Finish() => new(
        Convert.ToHexStringLower(_sha256.GetHashAndReset()),
        Convert.ToHexStringLower(_md5.GetHashAndReset()));

    public void Dispose()
    {
        _sha256.Dispose();
        _md5.Dispose();
    }
}
