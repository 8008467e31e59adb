using Microsoft.Win32.SafeHandles;

namespace Slipway.Storage.Blobs;

/// <summary>A staged upload as a locked file.</summary>
internal sealed class StagedFile(SafeFileHandle handle, string path, Func<BlobKey, string> pathOf, Action release) : StagedBlob
{
    // Small writes end in the page cache at once; a large one may wait for the disk and gets a thread of its own.
    private const int WorthATask = 128 * 1024;

    private long _length = RandomAccess.GetLength(handle);
    private bool _closed;

    public override long Length => _length;

    public override ValueTask AppendAsync(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var offset = _length;
        _length += content.Length;
        if (content.Length >= WorthATask)
        {
            return new ValueTask(Task.Run(() => RandomAccess.Write(handle, content.Span, offset), ct));
        }
        RandomAccess.Write(handle, content.Span, offset);
        return ValueTask.CompletedTask;
    }

    public override ValueTask TruncateAsync(long length, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _length);
        if (length != _length)
        {
            RandomAccess.SetLength(handle, length);
            _length = length;
        }
        return ValueTask.CompletedTask;
    }

    public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct) =>
        RandomAccess.ReadAsync(handle, buffer, offset, ct);

    public override async Task CompleteAsync(BlobKey key, bool durable, CancellationToken ct)
    {
        var target = pathOf(key);
        if (durable)
        {
            await Task.Run(() => RandomAccess.FlushToDisk(handle), ct);
        }
        File.Move(path, target, overwrite: true);
        if (durable)
        {
            DiskSync.Directory(Path.GetDirectoryName(target)!);
        }
        Close();
    }

    public override Task DiscardAsync(CancellationToken ct)
    {
        File.Delete(path);
        Close();
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private void Close()
    {
        if (!_closed)
        {
            _closed = true;
            handle.Dispose();
            release();
        }
    }
}
