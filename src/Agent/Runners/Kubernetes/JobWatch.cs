using System.Text.Json.Nodes;
using Slipway.Agent.Spool;
using Slipway.Api.Texts;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>
/// Keeps an eye on one Job for all who wait for something of it. One answer is never believed where it would end something:
/// what is said to be gone is looked for again, and whatever else the server answers, it is asked again.
/// </summary>
/// <param name="api">The way there.</param>
/// <param name="place">Where it is.</param>
/// <param name="folder">The attempt's: keeps which pod is its own.</param>
/// <param name="container">The job's.</param>
/// <param name="time">For pauses.</param>
internal sealed class JobWatch(KubernetesApi api, JobPlace place, AttemptFolder folder, string container, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private JobSight? _latest;
    private TaskCompletionSource _changed = New();
    private Task? _pump;
    private string? _uid = folder.Pod;

    /// <summary>What is known by now; null before the first look.</summary>
    public JobSight? Latest
    {
        get
        {
            lock (_gate)
            {
                return _latest;
            }
        }
    }

    /// <summary>What is known that is not <paramref name="seen"/>, as soon as there is such.</summary>
    public async Task<JobSight> AfterAsync(JobSight? seen, CancellationToken ct)
    {
        while (true)
        {
            Task changed, pump;
            lock (_gate)
            {
                if (_latest is { } latest && !ReferenceEquals(latest, seen))
                {
                    return latest;
                }

                changed = _changed.Task;

                // Whoever comes first looks for all; when that one leaves, another does.
                pump = _pump is { IsCompleted: false } running ? running : _pump = Task.Run(() => PumpAsync(ct), CancellationToken.None);
            }

            await Task.WhenAny(changed, pump).WaitAsync(ct);
            if (pump.IsFaulted)
            {
                await pump;
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task PumpAsync(CancellationToken ct)
    {
        var pause = First;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var isSettled = await LookAsync(ct);
                pause = isSettled ? First : Longer(pause);
                await Task.Delay(pause, time, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (KubernetesFaults.IsAway(e) || e is KubernetesRefusedException or OperationCanceledException)
            {
                var trouble = CauseWords.Of(e);
                Publish((Latest ?? new JobSight()) with { Trouble = trouble }, isSame: Latest?.Trouble == trouble);
                pause = Longer(pause);
                await Task.Delay(pause, time, ct);
            }
        }
    }

    /// <summary>Lists, and watches what comes after the list. False when there was nothing to watch yet.</summary>
    private async Task<bool> LookAsync(CancellationToken ct)
    {
        var job = await api.FindAsync(place.Job, ct) ?? await AgainAsync(place.Job, ct);
        var pods = await api.FindAsync(place.Pods, ct) ?? throw new KubernetesRefusedException(System.Net.HttpStatusCode.NotFound, "the API server has no pods.");
        var pod = Ours(pods);
        if (pod is null && _uid is not null && Latest is not { IsPodGone: true })
        {
            // Told by one list only: asked once more.
            pods = await AgainAsync(place.Pods, ct);
            pod = Ours(pods);
        }

        var isBarred = false;
        if (job is not null && !HasBegun(pod) && (pod is not null || _uid is null) && await IsSecretGoneAsync(ct))
        {
            // What began meanwhile needs it no more.
            pods = await api.FindAsync(place.Pods, ct);
            pod = Ours(pods);
            isBarred = !HasBegun(pod);
        }

        if (pod is not null)
        {
            Publish(new JobSight { Job = job, Pod = pod, IsBarred = isBarred });
            await foreach (var (type, changed) in api.WatchAsync(place.Pods, (string?)pods?["metadata"]?["resourceVersion"] ?? "", ct))
            {
                if (PodState.UidOf(changed) == _uid)
                {
                    Publish(new JobSight { Job = job, Pod = changed, IsPodGone = type == "DELETED" });
                    if (type == "DELETED")
                    {
                        return true;
                    }
                }
            }

            return true;
        }

        Publish(new JobSight { Job = job, Pod = Latest?.Pod, IsPodGone = _uid is not null, IsBarred = isBarred, WhyNoPod = _uid is null && job is not null ? await WhyNoPodAsync(ct) : null });
        return false;
    }

    private bool HasBegun(JsonNode? pod) => pod is not null && PodState.HasBegun(pod, container);

    private async Task<bool> IsSecretGoneAsync(CancellationToken ct) =>
        await api.FindAsync(place.Secret, ct) is null && await AgainAsync(place.Secret, ct) is null;

    private async Task<JsonNode?> AgainAsync(string path, CancellationToken ct)
    {
        await Task.Delay(First * 2, time, ct);
        return await api.FindAsync(path, ct);
    }

    /// <summary>
    /// The pod that was seen first, by whatever process, by its uid: what comes in its place is none of ours. Several that are seen at once are told
    /// apart by which began first, since without the Secret no second one begins.
    /// </summary>
    private JsonNode? Ours(JsonNode? list)
    {
        var pods = (list?["items"] as JsonArray ?? []).OfType<JsonNode>();
        var ours = _uid is not null
            ? pods.FirstOrDefault(pod => PodState.UidOf(pod) == _uid)
            : pods.OrderBy(pod => PodState.StartedAt(pod, container) ?? DateTimeOffset.MaxValue)
                .ThenBy(pod => (string?)pod["metadata"]?["creationTimestamp"], StringComparer.Ordinal)
                .ThenBy(pod => pod["metadata"]?["deletionTimestamp"] is null)
                .FirstOrDefault();
        if (_uid is null && ours is not null && PodState.UidOf(ours) is { } uid)
        {
            folder.Pod = uid;
            _uid = uid;
        }

        return ours;
    }

    /// <summary>What the cluster's controller noted about a Job that gets no pod. Who may not read it is told where it stands.</summary>
    private async Task<string?> WhyNoPodAsync(CancellationToken ct)
    {
        try
        {
            var noted = (await api.FindAsync(place.Events, ct))?["items"] as JsonArray ?? [];
            return PodState.Words(noted.LastOrDefault(one => (string?)one?["type"] == "Warning")) ?? "the cluster has made no pod for it yet.";
        }
        catch (KubernetesRefusedException)
        {
            return $"the cluster has made no pod for it yet. 'kubectl -n {place.Namespace} describe job {place.Name}' tells why; with the right to list events this agent would.";
        }
    }

    private void Publish(JobSight sight, bool isSame = false)
    {
        lock (_gate)
        {
            if (isSame && _latest is not null)
            {
                return;
            }

            _latest = sight;
            var told = _changed;
            _changed = New();
            told.SetResult();
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 1.5 < Longest ? pause * 1.5 : Longest;
}
