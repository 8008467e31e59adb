using System.Net;
using System.Net.Http.Headers;
using Slipway.Api.Artifacts;
using Slipway.Api.Http;

namespace Slipway.Api.Transfers;

/// <summary>
/// Sends the files that a publish asked for: whole, and after a broken connection from where the server says that it
/// got to (<c>Content-Range: bytes */total</c> asks, 308 with <c>Range</c> answers).
/// </summary>
internal sealed class FileUploader(ApiConnection connection, TimeProvider time)
{
    /// <summary>From this size on it is asked first how far an earlier attempt came; below, sending is as quick.</summary>
    private const long AskFrom = 8 << 20;

    public async Task UploadAsync(
        IReadOnlyList<UploadResponse> uploads,
        IReadOnlyDictionary<string, LocalFile> sources,
        TransferOptions options,
        CancellationToken ct)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = ct };
        await Parallel.ForEachAsync(uploads, parallel, async (upload, stop) =>
        {
            if (!sources.TryGetValue(upload.Path, out var file))
            {
                throw new TransferException($"The server asks for '{upload.Path}', which is not being published.");
            }

            await UploadAsync(upload, file, options, stop);
        });
    }

    private async Task UploadAsync(UploadResponse upload, LocalFile file, TransferOptions options, CancellationToken ct)
    {
        var retry = new TransferRetry(options, time);
        var mustAsk = file.Size >= AskFrom;
        long offset = 0;
        while (true)
        {
            using var watch = new StallWatch(options.StallTimeout, time, ct);
            void Report(long done)
            {
                watch.Moved();
                options.Progress?.Report(new TransferProgress(TransferStep.Upload, file.Path, done, file.Size));
            }

            try
            {
                var before = offset;
                if (mustAsk)
                {
                    offset = await SendAsync(upload, AskHowFar(file), watch.Token) ?? file.Size;
                    mustAsk = false;
                    Report(offset);
                    if (offset == file.Size && file.Size > 0)
                    {
                        return;
                    }
                }

                if (await SendAsync(upload, Rest(file, offset, Report), watch.Token) is not { } reached)
                {
                    Report(file.Size);
                    return;
                }

                if (reached <= before)
                {
                    throw new IOException("The server took none of what was sent.");
                }

                offset = reached;
                retry.Gained();
            }
            catch (Exception e) when (!ct.IsCancellationRequested && retry.MayPass(e, watch))
            {
                await retry.PauseAsync(e, ct);
                mustAsk = true;
            }
            catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
            {
                throw new TransferException(
                    $"Uploading '{file.Path}' failed at byte {offset} of {file.Size}: {e.Message} Publish again: it resumes.", e);
            }
        }
    }

    /// <summary>Null when the server has the whole file, else how many bytes it has.</summary>
    private async Task<long?> SendAsync(UploadResponse upload, HttpContent content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(new HttpMethod(upload.Method), upload.Url) { Content = content };
        request.Headers.ExpectContinue = content.Headers.ContentLength > 1 << 20;
        foreach (var (name, value) in upload.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await connection.SendBareAsync(request, ct);
        if (response.StatusCode == HttpStatusCode.PermanentRedirect)
        {
            return Reached(response);
        }

        return response.IsSuccessStatusCode ? null : throw await ApiConnection.RefusalAsync(response, ct);
    }

    private static ByteArrayContent AskHowFar(LocalFile file)
    {
        var content = new ByteArrayContent([]);
        content.Headers.ContentRange = new ContentRangeHeaderValue(file.Size);
        return content;
    }

    private static FileRangeContent Rest(LocalFile file, long offset, Action<long> report)
    {
        if (new FileInfo(file.FullName) is not { Exists: true } now || (now.LinkTarget is null && now.Length != file.Size))
        {
            throw FileHasher.Changed(file);
        }

        var content = new FileRangeContent(file, offset, report);
        if (offset > 0)
        {
            content.Headers.ContentRange = new ContentRangeHeaderValue(offset, file.Size - 1, file.Size);
        }

        return content;
    }

    /// <summary><c>Range: bytes=0-41</c> says that 42 bytes are there; without it none are.</summary>
    private static long Reached(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Range", out var values))
        {
            return 0;
        }

        return RangeHeaderValue.TryParse(values.First(), out var range) && range.Ranges.First() is { From: 0, To: { } last }
            ? last + 1
            : throw new TransferException("The server answered with a Range that makes no sense.");
    }
}
