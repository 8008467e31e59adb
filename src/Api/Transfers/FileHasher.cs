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
            entries[i] = new FileEntry
            {
                Path = file.Path,
                Size = file.Size,
                Sha256 = await HashAsync(
                    file,
                    done => options.Progress?.Report(new TransferProgress(TransferStep.Hash, file.Path, done, file.Size)),
                    stop) ?? throw Changed(file),
            };
        });
        return entries;
    }

    /// <summary>The SHA-256 of a file, 64 hexadecimal digits; null when it has another size than it was found with, or is gone.</summary>
    internal static async Task<string?> HashAsync(LocalFile file, Action<long> report, CancellationToken ct)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var content = OpenRead(file.FullName);
            return await AppendAsync(hash, content, file.Size, report, ct) == file.Size
                ? Convert.ToHexStringLower(hash.GetHashAndReset())
                : null;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    internal static FileStream OpenRead(string fullName) =>
        RegularFile.Look(fullName).Special is { } special
            ? throw new TransferException($"'{fullName}' is {special} and not a file.")
            : new(fullName, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });

    /// <summary>
    /// Reads to the end and answers how many bytes that were; no further than one buffer beyond
    /// <paramref name="most"/>, for a file may grow faster than it is read.
    /// </summary>
    internal static async Task<long> AppendAsync(
        IncrementalHash hash, Stream content, long most, Action<long> report, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long done = 0;
            int read;
            while (done <= most && (read = await content.ReadAsync(buffer, ct)) > 0)
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
