namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>
/// Brings the log of a pod's container into a file, byte for byte. The cluster tells all of a log again and takes no offset:
/// what the file has already is compared, and where it is not the same the node has begun a new file meanwhile; then the
/// place is looked for, and when it is not found a line in the log says so.
/// </summary>
/// <param name="api">The way there.</param>
/// <param name="file">Readable; only appended to.</param>
/// <param name="time">For pauses.</param>
internal sealed class PodLog(KubernetesApi api, FileStream file, TimeProvider time)
{
    private const int PieceSize = 64 * 1024;

    /// <summary>What makes a place known again: too long to stand there twice by chance.</summary>
    private const int TailSize = 4096;

    /// <summary>What the last bytes of an answer are, its end tells, which then follows at once.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromMilliseconds(300);

    /// <summary>For the rest of the log of a program that has ended.</summary>
    private static readonly TimeSpan RestPatience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    /// <summary>Where in the file the node's own file begins.</summary>
    private long _base;

    /// <summary>Whether a stream was read to its end by this process: then hardly anything is missing.</summary>
    private bool _hasFollowed;

    /// <summary>Reads what is printed until the stream ends, for whatever reason.</summary>
    public async Task FollowAsync(string address, Task ended, CancellationToken ct)
    {
        try
        {
            if (await api.StreamAsync($"{address}&follow=true", ct) is { } stream)
            {
                await using (stream)
                {
                    if (!await CopyAsync(stream, ended, ct))
                    {
                        await FindPlaceAsync(address, ct);
                    }
                }
            }
        }
        catch (Exception e) when ((KubernetesFaults.IsAway(e) || e is KubernetesRefusedException) && !ct.IsCancellationRequested)
        {
            // Its node or the server is away, or the container not there yet: whoever called comes again.
        }
    }

    /// <summary>
    /// Reads what is still missing after the program's end. A log that cannot be read any more is left as it is, unless the
    /// node only refuses: then, after a minute, a line in the log says so.
    /// </summary>
    public async Task CompleteAsync(string address, CancellationToken ct)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                if (await api.StreamAsync($"{address}&follow=false", ct) is { } stream)
                {
                    await using (stream)
                    {
                        if (!await CopyAsync(stream, Task.CompletedTask, ct))
                        {
                            await FindPlaceAsync(address, ct);
                        }
                    }
                }

                return;
            }
            catch (KubernetesRefusedException e) when (e.Status == System.Net.HttpStatusCode.BadRequest)
            {
                // The container is gone, or never printed.
                return;
            }
            catch (Exception e) when ((KubernetesFaults.IsAway(e) || e is KubernetesRefusedException) && !ct.IsCancellationRequested)
            {
                if (e is KubernetesRefusedException && time.GetElapsedTime(since) > RestPatience)
                {
                    await SayAsync($"the rest of this log could not be read: {e.Message}", ct);
                    return;
                }

                await api.PauseAsync(ct);
            }
        }
    }

    /// <summary>Appends what the file has not. False when the stream does not begin with what the file has.</summary>
    private async Task<bool> CopyAsync(Stream stream, Task ended, CancellationToken ct)
    {
        var known = file.Length - _base;
        var at = 0L;
        var buffer = new byte[PieceSize];
        var kept = new byte[PieceSize];
        var held = new List<byte>();
        while (true)
        {
            var read = stream.ReadAsync(buffer, ct).AsTask();
            if (!read.IsCompleted && held.Count > 0 && await Task.WhenAny(read, Task.Delay(Doubt, time, ct)) != read)
            {
                // What stands at the end of an answer is followed by its end.
                await AppendAsync(held, held.Count, ct);
            }

            if (!ended.IsCompleted)
            {
                await Task.WhenAny(read, ended);
            }

            // A stream that stays open after the program's end, and silent, is dead.
            var count = await read.WaitAsync(LongestSilence, time, ct);
            if (count == 0)
            {
                break;
            }

            var passed = (int)Math.Clamp(known - at, 0, count);
            if (passed > 0 && _base + at >= 0)
            {
                RandomAccess.Read(file.SafeFileHandle, kept.AsSpan(0, passed), _base + at);
                if (!kept.AsSpan(0, passed).SequenceEqual(buffer.AsSpan(0, passed)))
                {
                    return false;
                }
            }

            at += count;
            held.AddRange(buffer.AsSpan(passed, count - passed));
            await AppendAsync(held, held.Count - KubeletWords.MaxLength, ct);
        }

        _hasFollowed = true;
        await AppendAsync(held, KubeletWords.LengthWithout([.. held]), ct);
        return at >= known;
    }

    private async Task AppendAsync(List<byte> held, int count, CancellationToken ct)
    {
        if (count <= 0)
        {
            return;
        }

        file.Seek(0, SeekOrigin.End);
        await file.WriteAsync(held.GetRange(0, count).ToArray(), ct);
        await file.FlushAsync(ct);
        held.RemoveRange(0, count);
    }

    /// <summary>The node's file is another than the one that was read up to now: goes on where that ended.</summary>
    private async Task FindPlaceAsync(string address, CancellationToken ct)
    {
        if (await api.StreamAsync($"{address}&follow=false", ct) is not { } stream)
        {
            return;
        }

        // Kept beside the log until it is known where it goes on: nodes may be set to files of any size.
        await using var told = new FileStream($"{file.Name}.told", new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var places = new PlacesOf(Tail());
        await using (stream)
        {
            var buffer = new byte[PieceSize];
            while (await stream.ReadAsync(buffer, ct).AsTask().WaitAsync(LongestSilence, time, ct) is > 0 and var count)
            {
                places.Look(buffer.AsSpan(0, count));
                await told.WriteAsync(buffer.AsMemory(0, count), ct);
            }
        }

        await told.FlushAsync(ct);
        if (told.Length <= KubeletWords.MaxLength && KubeletWords.LengthWithout(Read(told, 0, (int)told.Length)) == 0)
        {
            // No log at all, or nothing in it yet: what there was has been read.
            return;
        }

        if (places.Last is { } from && (places.First == from || _hasFollowed))
        {
            _base = file.Length - from;
            await AppendAsync(told, from, ct);
            return;
        }

        await SayAsync(
            places.Last is null
                ? "the node began a new file for this log; lines may be missing here."
                : "the node began a new file for this log while nobody read it; lines may be missing here, or stand here twice.",
            ct);
        _base = file.Length;
        await AppendAsync(told, 0, ct);
    }

    private async Task AppendAsync(FileStream told, long from, CancellationToken ct)
    {
        told.Position = from;
        file.Seek(0, SeekOrigin.End);
        await told.CopyToAsync(file, ct);
        await file.FlushAsync(ct);
    }

    /// <summary>The end of what was read.</summary>
    private byte[] Tail()
    {
        var length = (int)Math.Min(TailSize, file.Length);
        return Read(file, file.Length - length, length);
    }

    private static byte[] Read(FileStream file, long from, int length)
    {
        var read = new byte[length];
        RandomAccess.Read(file.SafeFileHandle, read, from);
        return read;
    }

    private async Task SayAsync(string text, CancellationToken ct)
    {
        file.Seek(0, SeekOrigin.End);
        await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"\n[slipway] {text}\n"), ct);
        await file.FlushAsync(ct);
    }
}
