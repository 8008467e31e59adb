using System.Net;
using System.Text.Json.Nodes;
using Slipway.Agent.Spool;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>Where a Job and what belongs to it are found.</summary>
/// <param name="Namespace">The Job's.</param>
/// <param name="Name">The Job's, and its Secret's.</param>
internal sealed record JobPlace(string Namespace, string Name)
{
    /// <summary>A name that can be part of an address; a queue's variable may give it.</summary>
    /// <exception cref="StartFailedException">It is not the name of a namespace.</exception>
    public string Namespace { get; } = NamespaceName.IsValid(Namespace)
        ? Namespace
        : throw new StartFailedException($"'{Namespace}' is not the name of a namespace.");

    public string Job => $"{JobsOf(Namespace)}/{Name}";

    public string Secret => $"{SecretsOf(Namespace)}/{Name}";

    public string Pods => $"/api/v1/namespaces/{Namespace}/pods?labelSelector={Uri.EscapeDataString($"job-name={Name}")}";

    public static string JobsOf(string space) => $"/apis/batch/v1/namespaces/{space}/jobs";

    public static string SecretsOf(string space) => $"/api/v1/namespaces/{space}/secrets";

    public string Pod(string pod) => $"/api/v1/namespaces/{Namespace}/pods/{pod}";
}

/// <summary>A Job of a cluster with its one pod.</summary>
internal sealed class KubernetesJob(KubernetesApi api, JobPlace place, TimeProvider time) : IBackendJob
{
    private const int PieceSize = 64 * 1024;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    public string? BackendRef => $"job {place.Namespace}/{place.Name}";

    public async Task<JobEnd> ExitAsync(CancellationToken ct)
    {
        while (true)
        {
            var job = await api.PatientlyAsync(() => api.FindAsync(place.Job, ct), ct);
            var pods = await api.PatientlyAsync(() => api.FindAsync(place.Pods, ct), ct);
            var pod = PodOf(pods);
            if (pod is not null && PodState.EndOf(pod, time.GetUtcNow()) is { } end)
            {
                return end;
            }

            if (WhyNoPodComes(job, pod) is { } reason)
            {
                return new JobEnd { Cause = EndCause.Interrupted, Message = reason, EndedAt = time.GetUtcNow() };
            }

            if (await ChangeAsync((string?)pods?["metadata"]?["resourceVersion"] ?? "", ct) is { } last)
            {
                return last;
            }
        }
    }

    public async Task FollowLogAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        while (true)
        {
            var job = await api.PatientlyAsync(() => api.FindAsync(place.Job, ct), ct);
            var pod = PodOf(await api.PatientlyAsync(() => api.FindAsync(place.Pods, ct), ct));

            // Looked at before the log is read: what is read after the end is all there is.
            var isEnded = pod is null ? WhyNoPodComes(job, pod) is not null : PodState.EndOf(pod, time.GetUtcNow()) is not null;
            if (pod is not null && PodState.HasStarted(pod))
            {
                try
                {
                    await CopyAsync(file, PodState.NameOf(pod)!, follow: !isEnded, ct);
                }
                catch (KubernetesRefusedException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
                {
                    // Gone meanwhile, or not there yet.
                }
                catch (Exception e) when (KubernetesApi.IsPassing(e) && !ct.IsCancellationRequested)
                {
                    await api.PauseAsync(ct);
                    continue;
                }
            }

            if (isEnded)
            {
                return;
            }

            await Task.Delay(Breath, time, ct);
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

    /// <summary>Since when its pod runs; null when it does not yet.</summary>
    public async Task<DateTimeOffset?> StartedAtAsync(CancellationToken ct) =>
        PodOf(await api.PatientlyAsync(() => api.FindAsync(place.Pods, ct), ct)) is { } pod ? PodState.StartedAt(pod) : null;

    private static IEnumerable<JsonNode> Items(JsonNode? list) => (list?["items"] as JsonArray ?? []).OfType<JsonNode>();

    /// <summary>The first of its pods: what came in its place is none of ours.</summary>
    private static JsonNode? PodOf(JsonNode? pods) =>
        Items(pods).OrderBy(pod => (string?)pod["metadata"]?["creationTimestamp"], StringComparer.Ordinal).FirstOrDefault();

    private static string? WhyNoPodComes(JsonNode? job, JsonNode? pod)
    {
        if (job is null)
        {
            return "its Job was deleted.";
        }

        var failed = (job["status"]?["conditions"] as JsonArray ?? [])
            .FirstOrDefault(one => (string?)one?["type"] == "Failed" && (string?)one["status"] == "True");
        return pod is not null ? null
            : failed is not null ? $"the cluster ended it: {(string?)failed["reason"]}. {(string?)failed["message"]}".TrimEnd()
            : (int?)job["spec"]?["parallelism"] == 0 ? "its pod is gone."
            : null;
    }

    /// <summary>Waits until something may have changed; an end that only a passing event told is answered.</summary>
    private async Task<JobEnd?> ChangeAsync(string version, CancellationToken ct)
    {
        try
        {
            await foreach (var pod in api.WatchAsync(place.Pods, version, ct))
            {
                // A pod that is being deleted may be gone when it is asked for.
                return PodState.EndOf(pod, time.GetUtcNow());
            }
        }
        catch (Exception e) when ((KubernetesApi.IsPassing(e) || e is KubernetesRefusedException { Status: HttpStatusCode.Gone }) && !ct.IsCancellationRequested)
        {
            await api.PauseAsync(ct);
        }

        await Task.Delay(Breath, time, ct);
        return null;
    }

    /// <summary>Appends what the file has not: the cluster tells all of it again, so what is there is passed over.</summary>
    private async Task CopyAsync(FileStream file, string pod, bool follow, CancellationToken ct)
    {
        file.Seek(0, SeekOrigin.End);
        var known = file.Position;
        var buffer = new byte[PieceSize];
        await using var log = await api.StreamAsync($"{place.Pod(pod)}/log?follow={(follow ? "true" : "false")}", ct);
        while (await log.ReadAsync(buffer, ct) is > 0 and var count)
        {
            var skipped = (int)Math.Min(known, count);
            known -= skipped;
            await file.WriteAsync(buffer.AsMemory(skipped, count - skipped), ct);
            await file.FlushAsync(ct);
        }
    }
}
