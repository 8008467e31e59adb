using System.Buffers;
using System.Security.Cryptography;
using Slipway.Api.Artifacts;

namespace Slipway.Api.Transfers;

/// <summary>Computes the SHA-256 of files, a buffer at a time.</summary>
public static class FileHasher
{
    internal const int BufferSize = 1 << 20;

    /// <summary>The entries that announce the files, in the order given.</summary>
    public static async Task<IReadOnlyList<FileEntry>> HashAsync(
        IReadOnlyList<LocalFile> files, TransferOptions options, CancellationToken ct)
    {
        var entries = new FileEntry[files.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = ct };
        await Parallel.ForAsync(0, files.Count, parallel, async (i, stop) =>
        {
            var file = files[i];
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var content = OpenRead(file.FullName);
            var size = await AppendAsync(
                hash,
                content,
                done => options.Progress?.Report(new TransferProgress(TransferStep.Hash, file.Path, done, file.Size)),
                stop);
            if (size != file.Size)
            {
                throw Changed(file);
            }

            entries[i] = new FileEntry
            {
                Path = file.Path,
                Size = size,
                Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()),
            };
        });
        return entries;
    }

    internal static FileStream OpenRead(string fullName) => new(fullName, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
    });

    /// <summary>Reads to the end and answers how many bytes that were.</summary>
    internal static async Task<long> AppendAsync(
        IncrementalHash hash, Stream content, Action<long> report, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long done = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, ct)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                done += read;
                report(done);
            }

            return done;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static TransferException Changed(LocalFile file) =>
        new($"'{file.FullName}' changed while it was being published. Publish again when it is finished.");
}
