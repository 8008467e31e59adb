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
/// are a Secret of the same name, without which its pod does not start.
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

    public string Name => QueueResources.Kubernetes;

    public async Task<IRunningJob> StartAsync(AttemptFolder folder, JobStart start, CancellationToken ct)
    {
        var spec = start.Spec;
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
        var place = PlaceOf(folder.Name, spec);
        if (await FindAsync(place, spec, ct) is null)
        {
            // Without its Secret no pod of a Job that comes late can start; one that came meanwhile is seen now.
            await api.PatientlyAsync(
                async () =>
                {
                    if (await api.FindAsync(place.Secret, ct) is { } secret && JobManifest.IsOf(secret, agentId))
                    {
                        await api.DeleteAsync(place.Secret, ct);
                    }

                    return true;
                },
                ct);
            if (await FindAsync(place, spec, ct) is null)
            {
                return null;
            }
        }

        // The server holds the time for a start that another process made.
        return JobOf(folder, spec, place, startsWithin: null);
    }

    public async Task<string?> TroubleAsync(CancellationToken ct)
    {
        try
        {
            await api.FindAsync($"{JobPlace.JobsOf(defaultNamespace)}?limit=1", ct);
            return null;
        }
        catch (Exception e) when ((KubernetesFaults.IsAway(e) || KubernetesFaults.IsUnknownHere(e)) && !ct.IsCancellationRequested)
        {
            return $"Kubernetes does not serve this agent: {CauseWords.Of(e)}";
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken ct)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var selector = $"?labelSelector={Uri.EscapeDataString($"{JobManifest.AgentLabel}={agentId}")}";
        foreach (var path in (string[])["/apis/batch/v1/jobs", JobPlace.SecretsOf(defaultNamespace)])
        {
            foreach (var found in (await ListAsync(path + selector, ct))?["items"] as JsonArray ?? [])
            {
                names.Add((string)found!["metadata"]!["name"]!);
            }
        }

        return [.. names];
    }

    public async Task RemoveAsync(string name, CancellationToken ct)
    {
        foreach (var space in await NamespacesOfAsync(name, ct))
        {
            // A start that was refused because the name was another's ends here too.
            var place = new JobPlace(space, name);
            if (await api.FindAsync(place.Secret, ct) is { } secret && JobManifest.IsOf(secret, agentId))
            {
                await api.DeleteAsync(place.Secret, ct);
            }

            if (await api.FindAsync(place.Job, ct) is { } job && JobManifest.IsOf(job, agentId))
            {
                await api.DeleteAsync($"{place.Job}?propagationPolicy=Background&gracePeriodSeconds=0", ct);
            }

            await EndPodsAsync(place, ct);
        }
    }

    private static StartFault FaultOf(Exception e) =>
        KubernetesFaults.IsAway(e) ? StartFault.Away
        : KubernetesFaults.IsUnknownHere(e) ? StartFault.Refusing
        : KubernetesFaults.IsQuota(e) ? StartFault.Full
        : StartFault.Final;

    /// <summary>Brings the Job there, if it is not; may be done again after a failure at any point.</summary>
    private async Task<bool> StartOnceAsync(
        AttemptFolder folder, JobStart start, JobPlace place, JsonObject manifest, StartPatience patience, CancellationToken ct)
    {
        var spec = start.Spec;
        var job = await api.FindAsync(place.Job, ct);
        if (job is null)
        {
            // Two servers may give the same name: what is another's is neither read nor changed.
            if (!await api.TryCreateAsync(JobPlace.SecretsOf(place.Namespace), JobManifest.Secret(folder.Name, agentId, spec, start.Environment), ct)
                && await api.FindAsync(place.Secret, ct) is { } secret && !JobManifest.IsOf(secret, agentId, spec))
            {
                throw new StartFailedException($"there is a Secret {folder.Name} already, which is not this attempt's.");
            }

            patience.Commit();
            await api.TryCreateAsync(JobPlace.JobsOf(place.Namespace), manifest.DeepClone(), ct);
            job = await api.FindAsync(place.Job, ct) ?? throw new StartFailedException("its Job was deleted at once.");
        }

        if (!JobManifest.IsOf(job, agentId, spec))
        {
            throw new StartFailedException($"there is a Job {folder.Name} already, which is not this attempt's.");
        }

        await OwnAsync(place, job, ct);
        return true;
    }

    /// <summary>
    /// Ends the pods in which the program may run, and waits until their nodes have: the cluster itself removes what is left of
    /// ended ones.
    /// </summary>
    private async Task EndPodsAsync(JobPlace place, CancellationToken ct)
    {
        var pods = $"{place.Pods}{Uri.EscapeDataString($",{JobManifest.AgentLabel}={agentId}")}";
        var pause = LookEvery;
        var asked = new HashSet<string?>();
        while (true)
        {
            var running = ((await api.FindAsync(pods, ct))?["items"] as JsonArray ?? []).OfType<JsonNode>()
                .Where(pod => !PodState.HasStopped(pod, JobManifest.ContainerOf(pod))).ToArray();
            if (running.Length == 0)
            {
                return;
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
        new(folder, spec, new KubernetesJob(api, place, JobManifest.ContainerOf(spec), time), startsWithin, time);

    private async Task<JsonNode?> FindAsync(JobPlace place, AttemptSpecBody spec, CancellationToken ct) =>
        await api.PatientlyAsync(() => api.FindAsync(place.Job, ct), ct) is { } job && JobManifest.IsOf(job, agentId, spec) ? job : null;

    /// <summary>An agent that may look into its own namespace only is served as well.</summary>
    private async Task<JsonNode?> ListAsync(string path, CancellationToken ct)
    {
        try
        {
            return await api.FindAsync(path, ct);
        }
        catch (KubernetesRefusedException e) when (e.Status == System.Net.HttpStatusCode.Forbidden)
        {
            return await api.FindAsync(path.Replace("/v1/jobs", $"/v1/namespaces/{defaultNamespace}/jobs", StringComparison.Ordinal), ct);
        }
    }

    private async Task<IEnumerable<string>> NamespacesOfAsync(string name, CancellationToken ct)
    {
        var selector = $"?labelSelector={Uri.EscapeDataString($"{JobManifest.AgentLabel}={agentId}")}";
        var jobs = (await ListAsync("/apis/batch/v1/jobs" + selector, ct))?["items"] as JsonArray ?? [];
        return jobs.Where(job => (string?)job?["metadata"]?["name"] == name)
            .Select(job => (string?)job!["metadata"]!["namespace"] ?? defaultNamespace)
            .Append(defaultNamespace)
            .Distinct();
    }

    /// <summary>The Secret goes with its Job.</summary>
    private Task OwnAsync(JobPlace place, JsonNode job, CancellationToken ct) => api.PatchAsync(
        place.Secret,
        new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = "batch/v1",
                    ["kind"] = "Job",
                    ["name"] = place.Name,
                    ["uid"] = (string?)job["metadata"]?["uid"],
                }),
            },
        },
        ct);

    private JobPlace PlaceOf(string name, AttemptSpecBody spec) =>
        new(
            spec.ResourceArgs is { ValueKind: JsonValueKind.Object } given
            && given.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("namespace", out var space) && space.ValueKind == JsonValueKind.String
                ? space.GetString()!
                : defaultNamespace,
            name);

    private static IEnumerable<string> Images(JsonObject job)
    {
        var pod = job["spec"]!["template"]!["spec"]!;
        return (pod["containers"] as JsonArray ?? []).Concat(pod["initContainers"] as JsonArray ?? [])
            .Select(container => (string?)container?["image"]).OfType<string>();
    }
}
