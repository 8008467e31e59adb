using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Slipway.Api.Artifacts;
using Slipway.Api.Http;

namespace Slipway.Api.Transfers;

/// <summary>
/// Fetches the files of a version. Each grows beside its place as <c>.NAME.HASH.part</c>, goes on from there after a
/// broken connection or a new start, and gets its name only when its SHA-256 is right.
/// </summary>
internal sealed class FileDownloader(ApiConnection connection, TimeProvider time)
{
    // UTF-8 bytes of a name beside which the part's own fit into the 255 that a file system takes.
    private const int LongestWhole = 230;

    public async Task<IReadOnlyList<string>> DownloadAsync(
        IReadOnlyList<FileResponse> files, string folder, TransferOptions options, CancellationToken ct)
    {
        var root = Path.GetFullPath(folder);
        var targets = files.Select(file => TargetOf(root, file.Path)).ToArray();
        var taken = targets.ToHashSet(StringComparer.Ordinal);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = ct };
        await Parallel.ForAsync(0, files.Count, parallel, async (i, stop) =>
            await DownloadAsync(files[i], targets[i], PartOf(targets[i], files[i].Sha256, taken), options, stop));
        return targets;
    }

    /// <summary>Where a file goes. The path comes from whoever published: it must not lead out of the folder.</summary>
    internal static string TargetOf(string root, string path)
    {
        var isClean = path.Length > 0
            && !path.Contains('\\')
            && !(OperatingSystem.IsWindows() && path.Contains(':'))
            && path.Split('/').All(part => part is not ("" or "." or ".."));
        var target = Path.GetFullPath(Path.Combine(root, path));
        return isClean && target.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? target
            : throw new TransferException($"The version holds a file named '{path}', which would leave the folder '{root}'.");
    }

    /// <summary>
    /// Where a file grows: under a name that a file system takes, also when the file's own is as long as can be, and that no
    /// other file has: a folder may have been published while a download into it was not finished.
    /// </summary>
    private static string PartOf(string target, string sha256, HashSet<string> taken)
    {
        var name = Path.GetFileName(target);
        var shown = Encoding.UTF8.GetByteCount(name) <= LongestWhole ? name : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var part = Path.Combine(Path.GetDirectoryName(target)!, $".{shown}.{sha256[..16]}.part");
        while (taken.Contains(part))
        {
            part += "_";
        }

        return part;
    }

    private async Task DownloadAsync(FileResponse file, string target, string part, TransferOptions options, CancellationToken ct)
    {
        void Report(long done) =>
            options.Progress?.Report(new TransferProgress(TransferStep.Download, file.Path, done, file.Size));

        if (await IsThereAsync(file, target, ct))
        {
            Report(file.Size);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var output = new FileStream(part, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        }))
        {
            if (output.Length > file.Size)
            {
                output.SetLength(0);
            }

            await FileHasher.AppendAsync(hash, output, file.Size, Report, ct);
            await FetchRestAsync(file, output, hash, Report, options, ct);
        }

        if (!string.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), file.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            File.Delete(part);
            throw new TransferException(
                $"'{file.Path}' arrived with the wrong SHA-256 and was thrown away. Download again; if it stays so, the server's storage is damaged.");
        }

        File.Move(part, target, overwrite: true);
        Report(file.Size);
    }

    private static async Task<bool> IsThereAsync(FileResponse file, string target, CancellationToken ct)
    {
        if (new FileInfo(target) is not { Exists: true } there || there.Length != file.Size)
        {
            return false;
        }

        await using var content = FileHasher.OpenRead(target);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct));
        return string.Equals(hash, file.Sha256, StringComparison.OrdinalIgnoreCase);
    }

    private async Task FetchRestAsync(
        FileResponse file, FileStream output, IncrementalHash hash, Action<long> report, TransferOptions options, CancellationToken ct)
    {
        var retry = new TransferRetry(options, time);
        while (output.Length != file.Size || file.Size == 0)
        {
            using var watch = new StallWatch(options.StallTimeout, time, ct);
            var before = output.Length;
            try
            {
                await FetchAsync(file, output, hash, done => { watch.Moved(); report(done); }, watch.Token);
                if (output.Length == file.Size)
                {
                    return;
                }

                throw new IOException("The answer ended early.");
            }
            catch (Exception e) when (!ct.IsCancellationRequested && e is not TransferException && IsWorthwhile(e))
            {
                await retry.PauseAsync(e, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
            {
                throw new TransferException(
                    $"Downloading '{file.Path}' failed at byte {output.Length} of {file.Size}: {e.Message} Download again: it resumes.", e);
            }

            bool IsWorthwhile(Exception e)
            {
                if (output.Length > before)
                {
                    retry.Gained();
                }

                return retry.MayPass(e, watch);
            }
        }
    }

    private async Task FetchAsync(
        FileResponse file, FileStream output, IncrementalHash hash, Action<long> report, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(connection.Server, file.Url));
        if (output.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(output.Length, null);
        }

        using var response = await connection.OpenAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode != HttpStatusCode.PartialContent && output.Length > 0)
        {
            // The server sends the whole file: what is there already would come twice.
            output.SetLength(0);
            hash.GetHashAndReset();
        }

        output.Position = output.Length;
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var buffer = ArrayPool<byte>.Shared.Rent(FileHasher.BufferSize);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, ct)) > 0)
            {
                if (output.Length + read > file.Size)
                {
                    throw new TransferException($"The server sends more of '{file.Path}' than its {file.Size} bytes.");
                }

                await output.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                hash.AppendData(buffer, 0, read);
                report(output.Length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
