using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Agent.Spool;

namespace Slipway.Agent.Runners.Docker;

/// <summary>A container that was started. The engine keeps it and what it prints, whatever becomes of the agent.</summary>
/// <param name="engine">Where it is.</param>
/// <param name="name">Its name.</param>
/// <param name="id">The engine's.</param>
/// <param name="ranFor">For how long it has been running already.</param>
/// <param name="time">For records.</param>
internal sealed class ContainerJob(ContainerEngine engine, string name, string id, TimeSpan ranFor, TimeProvider time) : IBackendJob
{
    private const int ShortIdLength = 12;
    private const int PieceSize = 64 * 1024;

    // By SIGKILL, as the kernel kills who needs too much memory, and anybody else who is in a hurry.
    private const int Killed = 137;

    private static readonly TimeSpan LookOften = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookSeldom = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndingSoon = TimeSpan.FromMilliseconds(100);

    public string? BackendRef => $"container {(id.Length > ShortIdLength ? id[..ShortIdLength] : id)}";

    /// <summary>For how long it has been running, by the engine's clock.</summary>
    public static TimeSpan RanFor(State? state, DateTimeOffset now) =>
        TimeOf(state?.StartedAt) is { } started && started < now ? now - started : TimeSpan.Zero;

    public Task<TimeSpan> BegunAsync(Action<string?> waits, CancellationToken ct) => Task.FromResult(ranFor);

    public async Task FollowLogAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var exit = ExitAsync(ct);
        var settled = 0L;
        var pause = LookOften;
        while (true)
        {
            // Asked first: what is read after the end is all there is.
            var isEnded = exit.IsCompletedSuccessfully;
            var began = time.GetTimestamp();
            try
            {
                var length = await CopyAsync(file, isEnded ? long.MaxValue : settled, ct);
                if (isEnded)
                {
                    return;
                }

                pause = length > settled ? LookOften : Min(pause * 2, LookSeldom);
                settled = length;
            }
            catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                return;
            }
            catch (Exception e) when ((ContainerEngine.IsUnreachable(e) || e is DockerApiException) && !ct.IsCancellationRequested)
            {
                await engine.PauseAsync(ct);
                continue;
            }

            // The longer the log, the seldomer it is read: always a tenth of the time at most.
            var cost = time.GetElapsedTime(began) * 9;
            await Task.WhenAny(exit, Task.Delay(cost > pause ? cost : pause, time, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    public async Task<JobEnd> ExitAsync(CancellationToken ct)
    {
        var isMissing = false;
        while (true)
        {
            try
            {
                await engine.WaitAsync(name, ct);
            }
            catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound && isMissing)
            {
                return new JobEnd { Cause = EndCause.Interrupted, Message = "its container was removed.", EndedAt = time.GetUtcNow() };
            }
            catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                // One answer is not believed where it would end something.
                isMissing = true;
                await engine.PauseAsync(ct);
                continue;
            }
            catch (Exception e) when ((ContainerEngine.IsUnreachable(e) || e is DockerApiException) && !ct.IsCancellationRequested)
            {
                await engine.PauseAsync(ct);
                continue;
            }

            if (await engine.PatientlyAsync(() => engine.FindAsync(name, ct), ct) is { State: { } state } container && HasEnded(state))
            {
                return EndOf(state, container.HostConfig?.Memory > 0);
            }

            await Task.Delay(EndingSoon, time, ct);
        }
    }

    public async Task StopAsync(TimeSpan grace, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await engine.StopAsync(name, grace, ct);
                return;
            }
            catch (Exception e) when ((ContainerEngine.IsUnreachable(e) || e is DockerApiException) && !ct.IsCancellationRequested)
            {
                await engine.PauseAsync(ct);
            }
        }
    }

    /// <summary>
    /// How it ended. That memory was short is for the engine to say. Podman on hosts of the old kind (cgroup v1) does not say
    /// it, and others kill with the same signal: then it is no more than a guess.
    /// </summary>
    internal JobEnd EndOf(State state, bool isMemoryLimited) => new()
    {
        Cause = state.ExitCode != 0 && state.OOMKilled ? EndCause.OutOfMemory : EndCause.Exited,
        Message = state.ExitCode == Killed && isMemoryLimited && !state.OOMKilled
            ? "It was killed: perhaps it needed more memory than its limit, which the container engine does not say."
            : null,
        ExitCode = (int)state.ExitCode,
        StartedAt = TimeOf(state.StartedAt),
        EndedAt = TimeOf(state.FinishedAt) ?? time.GetUtcNow(),
    };

    private static bool HasEnded(State state) => !state.Running && state.Status is "exited" or "dead" or "stopped" or "removing";

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year > 1 ? at : null;

    /// <summary>
    /// Appends what the file has not, and answers how long the log is. The engine tells all of it again, so what is there is
    /// passed over. It is not asked to follow: podman leaves lines out of a long log then. What was not there the last time
    /// is left for the next, because its last line may have been read while it was written.
    /// </summary>
    private async Task<long> CopyAsync(FileStream file, long settled, CancellationToken ct)
    {
        var known = file.Seek(0, SeekOrigin.End);
        var at = 0L;
        var buffer = new byte[PieceSize];
        using var log = await engine.LogAsync(name, ct);
        while (await log.ReadOutputAsync(buffer, 0, buffer.Length, ct) is { EOF: false } piece)
        {
            var from = (int)Math.Clamp(known - at, 0, piece.Count);
            var to = (int)Math.Clamp(settled - at, from, piece.Count);
            await file.WriteAsync(buffer.AsMemory(from, to - from), ct);
            at += piece.Count;
        }

        await file.FlushAsync(ct);
        return at;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
