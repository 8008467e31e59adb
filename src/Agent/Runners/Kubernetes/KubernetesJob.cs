using System.Text.Json.Nodes;
using Slipway.Agent.Spool;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>
/// A Job of a cluster with its one pod. Whatever the cluster answers meanwhile, the job is given up only when it has ended:
/// by its program's end, or because its pod is gone.
/// </summary>
/// <param name="api">The way there.</param>
/// <param name="place">Where it is.</param>
/// <param name="folder">The attempt's.</param>
/// <param name="container">The name of the container that the program runs in.</param>
/// <param name="time">For pauses.</param>
internal sealed class KubernetesJob(KubernetesApi api, JobPlace place, AttemptFolder folder, string container, TimeProvider time) : IBackendJob
{
    /// <summary>A registry that does not know an image may be about to get it.</summary>
    private static readonly TimeSpan UnknownImagePatience = TimeSpan.FromMinutes(1);

    private const string PodGone = "its pod is gone.";
    private const string Barred = "its Secret is gone, without which its program does not begin.";

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBreath = TimeSpan.FromSeconds(2);

    private readonly JobWatch _watch = new(api, place, folder, container, time);
    private readonly Lock _gate = new();
    private Task? _closing;
    private string? _pullError;
    private long? _unknownSince;

    public string? BackendRef => $"job {place.Namespace}/{place.Name}";

    public async Task<TimeSpan> BegunAsync(Action<string?> waits, CancellationToken ct)
    {
        JobSight? seen = null;
        while (true)
        {
            seen = await _watch.AfterAsync(seen, ct);
            if (seen.Pod is { } pod && PodState.HasBegun(pod, container))
            {
                // It runs, whether the server can be asked to take its Secret away now or only later.
                _ = CloseAsync(ct);
                return PodState.StartedAt(pod, container) is { } started && started < api.Now ? api.Now - started : TimeSpan.Zero;
            }

            if (EndOf(seen) is not null)
            {
                return TimeSpan.Zero;
            }

            waits(WaitsFor(seen));
        }
    }

    public async Task<JobEnd> ExitAsync(CancellationToken ct)
    {
        JobSight? seen = null;
        while (true)
        {
            seen = await _watch.AfterAsync(seen, ct);
            if (EndOf(seen) is { } end)
            {
                if (seen.Pod is not null)
                {
                    await CloseAsync(ct);
                }

                return end.Cause == EndCause.Interrupted ? await WithJobAsync(end, seen, ct) : end;
            }
        }
    }

    public async Task FollowLogAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var log = new PodLog(api, file, time);
        var ended = EndedAsync(ct);
        var breath = Breath;
        JobSight? seen = null;
        while (true)
        {
            seen = await _watch.AfterAsync(seen, ct);
            var isEnded = EndOf(seen) is not null;
            if (seen.Pod is { } pod && PodState.HasBegun(pod, container))
            {
                var address = place.Log(PodState.NameOf(pod)!, container);
                while (!ended.IsCompleted)
                {
                    var had = file.Length;
                    await log.FollowAsync(address, ended, ct);

                    // A stream that ends although the program runs is begun anew, the less often the less it brought.
                    breath = file.Length > had ? Breath : breath * 2 < LongestBreath ? breath * 2 : LongestBreath;
                    await Task.WhenAny(ended, Task.Delay(breath, time, ct));
                    ct.ThrowIfCancellationRequested();
                }

                await log.CompleteAsync(address, ct);
                return;
            }

            if (isEnded)
            {
                return;
            }
        }
    }

    public async Task StopAsync(TimeSpan grace, CancellationToken ct)
    {
        // First no pod may come in the place of the one that goes.
        await api.PatientlyAsync(
            async () =>
            {
                await api.PatchAsync(place.Job, new JsonObject { ["spec"] = new JsonObject { ["parallelism"] = 0 } }, ct);
                foreach (var pod in Items(await api.FindAsync(place.Pods, ct)).Select(PodState.NameOf).OfType<string>())
                {
                    await api.DeleteAsync($"{place.Pod(pod)}?gracePeriodSeconds={(int)Math.Ceiling(grace.TotalSeconds)}", ct);
                }

                return true;
            },
            ct);
    }

    private static IEnumerable<JsonNode> Items(JsonNode? list) => (list?["items"] as JsonArray ?? []).OfType<JsonNode>();

    /// <summary>How it ended by what is known; null while it has not.</summary>
    private JobEnd? EndOf(JobSight seen)
    {
        if (seen.Pod is { } pod)
        {
            return PodEnd.Of(pod, container, seen.IsPodGone, api.Now)
                ?? (WhyNever(pod) is { } never ? new JobEnd { Cause = EndCause.StartFailed, Message = never, EndedAt = api.Now } : null)
                ?? (seen.IsBarred ? Interrupted(Barred) : null);
        }

        return Completion(seen.Job)
            ?? (seen.Job is null ? seen.Trouble is null ? Interrupted("its Job was deleted.") : null
                : seen.IsPodGone ? Interrupted(PodGone)
                : PodState.Condition(seen.Job, "Failed") is { } failed ? Interrupted($"the cluster ended it: {PodState.Words(failed, ". ")}")
                : (int?)seen.Job["spec"]?["parallelism"] == 0 ? Interrupted(PodGone)
                : seen.IsBarred ? Interrupted(Barred)
                : null);
    }

    /// <summary>Its Job may know more than its pod.</summary>
    private async Task<JobEnd> WithJobAsync(JobEnd end, JobSight seen, CancellationToken ct)
    {
        var job = await api.PatientlyAsync(() => api.FindAsync(place.Job, ct), ct);
        return (seen.Pod is null ? Completion(job) : null) ?? PodEnd.WithJob(end, job);
    }

    /// <summary>The end by a Job that says that its one program ended well, when its pod is not there to say it; null otherwise.</summary>
    private JobEnd? Completion(JsonNode? job) => PodState.Condition(job, "Complete") is null ? null : new JobEnd
    {
        Cause = EndCause.Exited,
        ExitCode = 0,
        StartedAt = PodState.TimeOf(job!["status"]?["startTime"]),
        EndedAt = PodState.TimeOf(job["status"]?["completionTime"]) ?? api.Now,
    };

    private JobEnd Interrupted(string message) => new() { Cause = EndCause.Interrupted, Message = message, EndedAt = api.Now };

    private string? WhyNever(JsonNode pod)
    {
        if (PodWait.PullError(pod, container) is { } error)
        {
            _pullError = error;
            _unknownSince = RegistryWords.SaysUnknown(error) ? _unknownSince ?? time.GetTimestamp() : null;
        }
        else if (!PodWait.WaitsForImage(pod, container))
        {
            _unknownSince = null;
        }

        return _unknownSince is { } since && time.GetElapsedTime(since) > UnknownImagePatience
            ? $"ErrImagePull: {_pullError}"
            : PodWait.WhyNever(pod, container);
    }

    private string? WaitsFor(JobSight seen)
    {
        if (seen.Trouble is { } trouble)
        {
            return $"Kubernetes cannot be asked: {trouble}";
        }

        if (seen.Pod is not { } pod)
        {
            return seen.WhyNoPod;
        }

        var words = PodWait.Of(pod, container);
        return words is not null && _pullError is not null && PodWait.WaitsForImage(pod, container) && !words.Contains(_pullError, StringComparison.Ordinal)
            ? $"{words} ({_pullError})"
            : words;
    }

    /// <summary>
    /// Takes the Secret away once the program runs. Without it no second container of this job begins: not that of a pod that
    /// the cluster puts in the place of a deleted one, nor any other.
    /// </summary>
    private Task CloseAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            return _closing ??= api.PatientlyAsync(
                async () =>
                {
                    await api.DeleteAsync(place.Secret, ct);
                    return true;
                },
                ct);
        }
    }

    private async Task EndedAsync(CancellationToken ct)
    {
        JobSight? seen = null;
        do
        {
            seen = await _watch.AfterAsync(seen, ct);
        }
        while (EndOf(seen) is null);
    }
}
