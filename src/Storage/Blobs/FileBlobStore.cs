using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Slipway.Storage.Blobs;

/// <summary>
/// Blobs as files: <c>blobs/ab/&lt;key&gt;</c>, one folder for each first byte of the hash (256 in all, made at start,
/// so that thousands of small files cost no folders). Uploads are staged in <c>uploads/</c> of the same file system,
/// and a rename completes them. Several servers may share the folder over a network file system with locks.
/// </summary>
public sealed class FileBlobStore : IBlobStore
{
    // Up to here each file is synced by itself; beyond, one sync of the whole file system is cheaper.
    private const int SyncEachUpTo = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _blobs;
    private readonly string _uploads;
    private readonly ConcurrentDictionary<string, bool> _open = new(StringComparer.Ordinal);

    /// <param name="dataDirectory">Holds the folders <c>blobs</c> and <c>uploads</c>; made when missing.</param>
    public FileBlobStore(string dataDirectory)
    {
        _blobs = Path.Combine(dataDirectory, "blobs");
        _uploads = Path.Combine(dataDirectory, "uploads");
        MakeFolder(_blobs);
        MakeFolder(_uploads);
        for (var shard = 0; shard <= byte.MaxValue; shard++)
        {
            MakeFolder(FolderOf((byte)shard));
        }
        DiskSync.Directory(_blobs);
        DiskSync.Directory(dataDirectory);
    }

    public Task<StagedBlob?> StageAsync(StagingKey key, CancellationToken ct) => Task.FromResult<StagedBlob?>(Open(key, FileMode.OpenOrCreate));

    private StagedFile? Open(StagingKey key, FileMode mode)
    {
        // The lock in memory closes the gap between opening a file and locking it; the file lock is for other servers.
        if (!_open.TryAdd(key.Text, true))
        {
            return null;
        }
        var path = StagingPath(key.Text);
        try
        {
            var handle = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.None);
            return new StagedFile(handle, path, PathOf, () => _open.TryRemove(key.Text, out _));
        }
        catch (IOException failure) when (failure is FileNotFoundException || IsLocked(failure))
        {
            _open.TryRemove(key.Text, out _);
            return null;
        }
        catch
        {
            _open.TryRemove(key.Text, out _);
            throw;
        }
    }

    public Task<long> StagedLengthAsync(StagingKey key, CancellationToken ct)
    {
        var file = new FileInfo(StagingPath(key.Text));
        return Task.FromResult(file.Exists ? file.Length : 0);
    }

    public async Task<int> DiscardStagedAsync(DateTimeOffset untouchedSince, CancellationToken ct)
    {
        var discarded = 0;
        foreach (var file in new DirectoryInfo(_uploads).EnumerateFiles())
        {
            ct.ThrowIfCancellationRequested();
            if (file.LastWriteTimeUtc >= untouchedSince.UtcDateTime)
            {
                continue;
            }
            // Of a file that was completed meanwhile the time reads as long ago: opening it must not make a new one.
            await using var staged = Open(new StagingKey(file.Name), FileMode.Open);
            file.Refresh();
            if (staged is not null && file.Exists && file.LastWriteTimeUtc < untouchedSince.UtcDateTime)
            {
                await staged.DiscardAsync(ct);
                discarded++;
            }
        }
        return discarded;
    }

    public Task<Stream?> OpenReadAsync(BlobKey key, CancellationToken ct)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(PathOf(key), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            }));
        }
        catch (FileNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task<IReadOnlyList<BlobKey>> SyncAsync(IReadOnlyList<(BlobKey Key, long Length)> blobs, CancellationToken ct) =>
        Task.Run<IReadOnlyList<BlobKey>>(() =>
        {
            var broken = blobs.Where(blob => !IsWhole(blob.Key, blob.Length)).Select(blob => blob.Key).ToHashSet();
            if (blobs.Count <= SyncEachUpTo || !DiskSync.FileSystemOf(_blobs))
            {
                foreach (var (key, _) in blobs.Where(blob => !broken.Contains(blob.Key)))
                {
                    ct.ThrowIfCancellationRequested();
                    DiskSync.File(PathOf(key));
                }
                foreach (var shard in blobs.Select(blob => blob.Key.Shard).Distinct())
                {
                    DiskSync.Directory(FolderOf(shard));
                }
            }
            return [.. broken];
        }, ct);

    public Task DeleteAsync(BlobKey key, CancellationToken ct)
    {
        File.Delete(PathOf(key));
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<StoredBlob> ListAsync(byte shard, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.Yield();
        foreach (var file in new DirectoryInfo(FolderOf(shard)).EnumerateFiles())
        {
            ct.ThrowIfCancellationRequested();
            if (BlobKey.TryParse(file.Name, out var key) && file.Exists)
            {
                yield return new StoredBlob { Key = key.Value, Length = file.Length, WrittenAt = file.LastWriteTimeUtc };
            }
        }
    }

    public async Task ProbeAsync(CancellationToken ct)
    {
        var path = StagingPath($"probe-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        try
        {
            await File.WriteAllTextAsync(path, path, ct);
            if (await File.ReadAllTextAsync(path, ct) != path)
            {
                throw new IOException($"{_uploads} does not give back what was written to it.");
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private string PathOf(BlobKey key) => Path.Combine(_blobs, key.Text[..2], key.Text);

    private string FolderOf(byte shard) => Path.Combine(_blobs, Convert.ToHexStringLower([shard]));

    private string StagingPath(string name) => Path.Combine(_uploads, name);

    private bool IsWhole(BlobKey key, long length)
    {
        var file = new FileInfo(PathOf(key));
        return file.Exists && file.Length == length;
    }

    /// <summary>Whether a file could not be opened because another process has it: EWOULDBLOCK, or its Windows twin.</summary>
    private static bool IsLocked(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }
}
