using System.Buffers;
using System.Net;

namespace Slipway.Api.Transfers;

/// <summary>A request body that is the rest of a file, read as it is sent.</summary>
internal sealed class FileRangeContent(LocalFile file, long offset, Action<long> report) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken ct)
    {
        await using var content = FileHasher.OpenRead(file.FullName);
        content.Position = offset;
        var buffer = ArrayPool<byte>.Shared.Rent(FileHasher.BufferSize);
        try
        {
            // Exactly what was announced: a file that grew must not break the framing of the request.
            var done = offset;
            while (done < file.Size)
            {
                var wanted = (int)Math.Min(buffer.Length, file.Size - done);
                var read = await content.ReadAsync(buffer.AsMemory(0, wanted), ct);
                if (read == 0)
                {
                    throw FileHasher.Changed(file);
                }

                await stream.WriteAsync(buffer.AsMemory(0, read), ct);
                done += read;
                report(done);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = file.Size - offset;
        return true;
    }
}
