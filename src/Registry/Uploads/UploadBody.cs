using System.Buffers;
using Slipway.Storage.Blobs;

namespace Slipway.Registry.Uploads;

/// <summary>
/// Moves a request body into a staged upload: while one buffer is hashed and written, the next one is filled. Memory is
/// two buffers, whatever the file.
/// </summary>
internal static class UploadBody
{
    private const int LargeBuffer = 512 * 1024;
    private const int SmallBuffer = 64 * 1024;

    /// <summary>
    /// Appends at most <paramref name="most"/> bytes. Returns how many there were, <paramref name="most"/> + 1 when the
    /// body goes on beyond. When the body breaks off, what came before stays staged and the exception goes to the caller.
    /// </summary>
    /// <param name="hasher">Sees the same bytes; null for none.</param>
    public static async Task<long> CopyAsync(Stream body, StagedBlob staged, ContentHasher? hasher, long most, CancellationToken ct)
    {
        var size = most > SmallBuffer ? LargeBuffer : SmallBuffer;
        var filling = ArrayPool<byte>.Shared.Rent(size);
        var storing = ArrayPool<byte>.Shared.Rent(size);
        var stored = Task.CompletedTask;
        long total = 0;
        try
        {
            while (true)
            {
                var count = await FillAsync(body, filling.AsMemory(0, (int)Math.Min(size, most - total + 1)), ct);
                await stored;
                if (count == 0 || total + count > most)
                {
                    return total + count;
                }
                total += count;
                (filling, storing) = (storing, filling);
                stored = StoreAsync(storing.AsMemory(0, count), staged, hasher, ct);
            }
        }
        finally
        {
            await stored.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(filling);
            ArrayPool<byte>.Shared.Return(storing);
        }
    }

    /// <summary>The hashes of what is staged, read again: after an upload in pieces.</summary>
    public static async Task<ContentHashes> HashAsync(StagedBlob staged, CancellationToken ct)
    {
        using var hasher = new ContentHasher();
        var buffer = ArrayPool<byte>.Shared.Rent(LargeBuffer);
        try
        {
            long offset = 0;
            int count;
            while ((count = await staged.ReadAsync(offset, buffer, ct)) > 0)
            {
                await hasher.AppendAsync(buffer.AsMemory(0, count));
                offset += count;
            }
            return hasher.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Task StoreAsync(ReadOnlyMemory<byte> content, StagedBlob staged, ContentHasher? hasher, CancellationToken ct)
    {
        var hashed = hasher?.AppendAsync(content) ?? Task.CompletedTask;
        var written = staged.AppendAsync(content, ct);
        return written.IsCompletedSuccessfully && hashed.IsCompletedSuccessfully
            ? Task.CompletedTask
            : Task.WhenAll(hashed, written.AsTask());
    }

    private static async ValueTask<int> FillAsync(Stream body, Memory<byte> buffer, CancellationToken ct)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var count = await body.ReadAsync(buffer[filled..], ct);
            if (count == 0)
            {
                break;
            }
            filled += count;
        }
        return filled;
    }
}
