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

    /// <summary>
    /// Sends them. Upload URLs live for an hour, and so may expire meanwhile: announce the version again then, and send what is
    /// still asked for; what arrived is kept.
    /// </summary>
    /// <returns>Whether some URLs have expired, and whether any was taken.</returns>
    public async Task<(bool HasExpired, bool HasGained)> UploadAsync(
        IReadOnlyList<UploadResponse> uploads,
        IReadOnlyDictionary<string, LocalFile> sources,
        TransferOptions options,
        CancellationToken ct)
    {
        var (expired, gained) = (0, 0);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = ct };
        await Parallel.ForEachAsync(uploads, parallel, async (upload, stop) =>
        {
            if (!sources.TryGetValue(upload.Path, out var file))
            {
                throw new TransferException($"The server asks for '{upload.Path}', which is not being published.");
            }

            try
            {
                await UploadAsync(upload, file, options, () => Interlocked.Exchange(ref gained, 1), stop);
            }
            catch (SlipwayApiException refused) when (refused.Code is ErrorCodes.Forbidden or ErrorCodes.NotFound)
            {
                Interlocked.Exchange(ref expired, 1);
            }
            catch (SlipwayApiException refused) when (refused.Code == ErrorCodes.HashMismatch)
            {
                if (await HasChangedAsync(file, refused, stop))
                {
                    throw FileHasher.Changed(file);
                }

                throw;
            }
        });
        return (expired == 1, gained == 1);
    }

    /// <summary>Whether it is the file that is another, and not what became of it on the way.</summary>
    private static async Task<bool> HasChangedAsync(LocalFile file, SlipwayApiException refused, CancellationToken ct) =>
        refused.Problem.Extensions?.TryGetValue("expected", out var expected) == true
        && await FileHasher.HashAsync(file, static _ => { }, ct) != expected.GetString();

    private async Task UploadAsync(UploadResponse upload, LocalFile file, TransferOptions options, Action gained, CancellationToken ct)
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
                    gained();
                    if (offset == file.Size && file.Size > 0)
                    {
                        return;
                    }
                }

                if (await SendAsync(upload, Rest(file, offset, Report), watch.Token) is not { } reached)
                {
                    Report(file.Size);
                    gained();
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
        if (RegularFile.Look(file.FullName) is not { Special: null, Refused: null } now || now.Size != file.Size)
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
