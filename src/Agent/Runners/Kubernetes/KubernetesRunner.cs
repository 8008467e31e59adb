using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Agent.Policies;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Api.Queues;
using Slipway.Api.Texts;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>
/// Jobs as Jobs of a Kubernetes cluster. The Job's name is the attempt's: the API server gives it once. The job's variables
/// are a Secret of the same name, without which its pod does not start: so a Job that was merely created never began.
/// </summary>
/// <param name="api">The way there.</param>
/// <param name="defaultNamespace">For queues that name none.</param>
/// <param name="agentId">Marks ours.</param>
/// <param name="policy">What the owner of this agent permits.</param>
/// <param name="time">For records and limits.</param>
internal sealed class KubernetesRunner(KubernetesApi api, string defaultNamespace, string agentId, LocalPolicy policy, TimeProvider time)
    : IRunner
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookSeldom = TimeSpan.FromSeconds(2);

    public string Name => EnumWords.Of(QueueResource.Kubernetes);

    private string OurLabel => $"{JobManifest.AgentLabel}={agentId}";

    public async Task<IRunningJob> StartAsync(AttemptFolder folder, JobStart start, CancellationToken ct)
    {
        var spec = start.Spec;
        if (folder.MayHaveBegun)
        {
            return await AttachAsync(folder, ct) ?? throw new StartFailedException($"there is a Job {folder.Name} already, which is not this attempt's.");
        }

        var place = PlaceOf(folder.Name, spec);
        var manifest = JobManifest.Build(folder.Name, agentId, spec, policy.AllowedArguments);
        foreach (var image in Images(manifest))
        {
            if (policy.ImageRefusal(image) is { } refusal)
            {
                throw new StartFailedException(refusal);
            }
        }

        var patience = new StartPatience("Kubernetes", start, folder, time);
        try
        {
            await patience.UntilKnownAsync(stop => StartOnceAsync(folder, start, place, manifest, patience, stop), FaultOf, ct);
        }
        catch (KubernetesRefusedException refused)
        {
            throw new StartFailedException($"Kubernetes refused: {refused.Message}");
        }

        return JobOf(folder, spec, place, patience.Left);
    }

    public async Task<IRunningJob?> AttachAsync(AttemptFolder folder, CancellationToken ct)
    {
        var spec = folder.Spec!;
        if (!folder.MayHaveBegun)
        {
            // Its Secret was never sent, so that a Job that is there, or comes late, does not begin.
            return null;
        }

        var place = PlaceOf(folder.Name, spec);
        if (await api.PatientlyAsync(() => api.FindAsync(place.Job, ct), ct) is { } job && !JobManifest.IsOf(job, agentId, spec))
        {
            return null;
        }

        // One that is gone is found so by whoever watches it. The server holds the time for a start that another process made.
        return JobOf(folder, spec, place, startsWithin: null);
    }

    public async Task<string?> TroubleAsync(CancellationToken ct)
    {
        try
        {
            await api.FindAsync($"{JobPlace.JobsOf(defaultNamespace)}?limit=1", ct);
            return null;
        }
        catch (KubernetesRefusedException e) when (e.Status == HttpStatusCode.Forbidden)
        {
            // It answers, and what it lets this agent do in the namespaces of its queues is another question.
            return null;
        }
        catch (Exception e) when ((KubernetesFaults.IsAway(e) || KubernetesFaults.IsUnknownHere(e)) && !ct.IsCancellationRequested)
        {
            return $"Kubernetes does not serve this agent: {CauseWords.Of(e)}";
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken ct) =>
        [.. (await OursAsync(ct)).Select(place => place.Name).Distinct(StringComparer.Ordinal)];

    public async Task<bool> RemoveAsync(AttemptFolder folder, CancellationToken ct)
    {
        var wasThere = false;
        foreach (var place in await PlacesOfAsync(folder, ct))
        {
            // A start that was refused because the name was another's ends here too.
            if (await api.FindAsync(place.Secret, ct) is { } secret && JobManifest.IsOf(secret, agentId))
            {
                wasThere = true;
                await api.DeleteAsync(place.Secret, ct);
            }

            if (await api.FindAsync(place.Job, ct) is { } job && JobManifest.IsOf(job, agentId))
            {
                wasThere = true;
                await api.DeleteAsync($"{place.Job}?propagationPolicy=Background&gracePeriodSeconds=0", ct);
            }

            wasThere |= await EndPodsAsync(place, ct);
        }

        return wasThere;
    }

    private static StartFault FaultOf(Exception e) =>
        KubernetesFaults.IsAway(e) ? StartFault.Away
        : KubernetesFaults.IsUnknownHere(e) ? StartFault.Refusing
        : KubernetesFaults.IsQuota(e) ? StartFault.Full
        : StartFault.Final;

    /// <summary>
    /// Brings the Job there, if it is not, and then the Secret by which it begins; may be done again after a failure at any
    /// point.
    /// </summary>
    private async Task<bool> StartOnceAsync(
        AttemptFolder folder, JobStart start, JobPlace place, JsonObject manifest, StartPatience patience, CancellationToken ct)
    {
        var spec = start.Spec;
        var job = await api.FindAsync(place.Job, ct);
        if (job is null && patience.IsUnsure)
        {
            // It was there when its Secret was sent: it may have run and is not made again. Who watches it finds it gone.
            return true;
        }

        if (job is null)
        {
            await api.TryCreateAsync(JobPlace.JobsOf(place.Namespace), manifest.DeepClone(), ct);
            job = await api.FindAsync(place.Job, ct) ?? throw new StartFailedException("its Job was deleted at once.");
        }

        // Two servers may give the same name: what is another's is neither read nor changed.
        if (!JobManifest.IsOf(job, agentId, spec))
        {
            throw new StartFailedException($"there is a Job {folder.Name} already, which is not this attempt's.");
        }

        patience.Commit();
        if (!await api.TryCreateAsync(JobPlace.SecretsOf(place.Namespace), JobManifest.Secret(job, agentId, spec, start.Environment), ct)
            && await api.FindAsync(place.Secret, ct) is { } secret && !JobManifest.IsOf(secret, agentId, spec))
        {
            throw new StartFailedException($"there is a Secret {folder.Name} already, which is not this attempt's.");
        }

        return true;
    }

    /// <summary>
    /// Ends the pods in which the program may run, and waits until their nodes have: the cluster itself removes what is left of
    /// ended ones. False when there were none.
    /// </summary>
    private async Task<bool> EndPodsAsync(JobPlace place, CancellationToken ct)
    {
        var pods = $"{place.Pods}{Uri.EscapeDataString($",{OurLabel}")}";
        var pause = LookEvery;
        var asked = new HashSet<string?>();
        while (true)
        {
            var running = Items(await api.FindAsync(pods, ct))
                .Where(pod => !PodState.HasStopped(pod, JobManifest.ContainerOf(pod))).ToArray();
            if (running.Length == 0)
            {
                return asked.Count > 0;
            }

            foreach (var pod in running.Where(pod => asked.Add(PodState.UidOf(pod))))
            {
                await api.DeleteAsync($"{place.Pod(PodState.NameOf(pod)!)}?gracePeriodSeconds=1", ct);
            }

            await Task.Delay(pause, time, ct);
            pause = pause * 2 < LookSeldom ? pause * 2 : LookSeldom;
        }
    }

    private WatchedJob JobOf(AttemptFolder folder, AttemptSpecBody spec, JobPlace place, TimeSpan? startsWithin) =>
        new(folder, spec, new KubernetesJob(api, place, folder, JobManifest.ContainerOf(spec), time), startsWithin, time);

    /// <summary>
    /// Where something of an attempt may be: where its spec says. Without one it is looked for, since a Job that is gone may have
    /// left its pod.
    /// </summary>
    private async Task<IReadOnlyList<JobPlace>> PlacesOfAsync(AttemptFolder folder, CancellationToken ct)
    {
        if (folder.Spec is { } spec)
        {
            var space = NamespaceOf(spec);
            return NamespaceName.IsValid(space) ? [new JobPlace(space, folder.Name)] : [];
        }

        return [.. (await OursAsync(ct)).Where(place => place.Name == folder.Name).Append(new JobPlace(defaultNamespace, folder.Name)).Distinct()];
    }

    /// <summary>What of this agent's is in the cluster, as far as it may look: Jobs, pods in which something may run, Secrets.</summary>
    private async Task<IReadOnlyList<JobPlace>> OursAsync(CancellationToken ct)
    {
        var jobs = await OursAsync("/apis/batch/v1", "jobs", ct);
        var pods = await OursAsync("/api/v1", "pods", ct);
        var secrets = await api.FindAsync($"{JobPlace.SecretsOf(defaultNamespace)}?labelSelector={Uri.EscapeDataString(OurLabel)}", ct);
        return
        [
            .. jobs.Select(job => PlaceOf(job, job["metadata"]?["name"])),
            .. pods.Where(pod => !PodState.HasStopped(pod, JobManifest.ContainerOf(pod))).Select(pod => PlaceOf(pod, pod["metadata"]?["labels"]?["job-name"])),
            .. Items(secrets).Select(secret => PlaceOf(secret, secret["metadata"]?["name"])),
        ];
    }

    /// <summary>Of all namespaces. An agent that may look into its own only is served as well.</summary>
    private async Task<IReadOnlyList<JsonNode>> OursAsync(string group, string kind, CancellationToken ct)
    {
        var selector = $"{kind}?labelSelector={Uri.EscapeDataString(OurLabel)}";
        try
        {
            return Items(await api.FindAsync($"{group}/{selector}", ct));
        }
        catch (KubernetesRefusedException e) when (e.Status == HttpStatusCode.Forbidden)
        {
            return Items(await api.FindAsync($"{group}/namespaces/{defaultNamespace}/{selector}", ct));
        }
    }

    private static IReadOnlyList<JsonNode> Items(JsonNode? list) => [.. (list?["items"] as JsonArray ?? []).OfType<JsonNode>()];

    private JobPlace PlaceOf(JsonNode found, JsonNode? name) => new((string?)found["metadata"]?["namespace"] ?? defaultNamespace, (string?)name ?? "");

    private JobPlace PlaceOf(string name, AttemptSpecBody spec) => new(NamespaceOf(spec), name);

    private string NamespaceOf(AttemptSpecBody spec) =>
        spec.ResourceArgs is { ValueKind: JsonValueKind.Object } given
        && given.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("namespace", out var space) && space.ValueKind == JsonValueKind.String
            ? space.GetString()!
            : defaultNamespace;

    private static IEnumerable<string> Images(JsonObject job)
    {
        var pod = job["spec"]!["template"]!["spec"]!;
        return (pod["containers"] as JsonArray ?? []).Concat(pod["initContainers"] as JsonArray ?? [])
            .Select(container => (string?)container?["image"]).OfType<string>();
    }
}
