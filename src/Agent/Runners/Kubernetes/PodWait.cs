using System.Text.Json.Nodes;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>What a pod waits for before the job's program begins, in the cluster's words. Pure.</summary>
internal static class PodWait
{
    /// <summary>The words; null when there is nothing to say.</summary>
    public static string? Of(JsonNode pod, string container)
    {
        if (pod["metadata"]?["deletionTimestamp"] is not null)
        {
            return $"its pod {PodState.NameOf(pod)} is being deleted.";
        }

        if (PodState.Condition(pod, "PodScheduled", "False") is { } unscheduled)
        {
            return PodState.Words(unscheduled);
        }

        foreach (var status in PodState.InitStatuses(pod))
        {
            if (status["state"]?["waiting"] is { } waiting && (string?)waiting["reason"] is not (null or "PodInitializing"))
            {
                return $"the init container '{(string?)status["name"]}' waits: {PodState.Words(waiting)}";
            }

            if (status["state"]?["running"] is not null)
            {
                return $"the init container '{(string?)status["name"]}' runs.";
            }
        }

        return PodState.Words(PodState.StateOf(pod, container)?["waiting"]);
    }

    /// <summary>Why it will never begin, however long one waits; null when it may.</summary>
    public static string? WhyNever(JsonNode pod, string container) =>
        Waiting(pod, container).FirstOrDefault(waiting => (string?)waiting["reason"] is "InvalidImageName" or "ErrImageNeverPull") is { } never
            ? PodState.Words(never)
            : null;

    /// <summary>Why the last try to fetch an image failed, as long as that is told; kubelets then only say that they wait.</summary>
    public static string? PullError(JsonNode pod, string container) =>
        (string?)Waiting(pod, container).FirstOrDefault(waiting => (string?)waiting["reason"] == "ErrImagePull")?["message"];

    /// <summary>Whether an image is waited for.</summary>
    public static bool WaitsForImage(JsonNode pod, string container) =>
        Waiting(pod, container).Any(waiting => (string?)waiting["reason"] is "ErrImagePull" or "ImagePullBackOff");

    private static IEnumerable<JsonNode> Waiting(JsonNode pod, string container) =>
        PodState.InitStatuses(pod).Select(status => status["state"]?["waiting"])
            .Append(PodState.StateOf(pod, container)?["waiting"]).OfType<JsonNode>();
}
