using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>What a pod says of itself and of the job's container in it, found by its name. Pure.</summary>
internal static class PodState
{
    public static string? NameOf(JsonNode pod) => (string?)pod["metadata"]?["name"];

    /// <summary>Tells a pod from what comes in its place.</summary>
    public static string? UidOf(JsonNode pod) => (string?)pod["metadata"]?["uid"];

    /// <summary>Whether the job's program runs or ran, so that it has a log.</summary>
    public static bool HasBegun(JsonNode pod, string container) =>
        StateOf(pod, container) is { } state && (state["running"] is not null || state["terminated"] is not null);

    /// <summary>Since when the program runs, by its node's clock; null before.</summary>
    public static DateTimeOffset? StartedAt(JsonNode pod, string container)
    {
        var state = StateOf(pod, container);
        return TimeOf(state?["running"]?["startedAt"] ?? state?["terminated"]?["startedAt"]);
    }

    /// <summary>Whether nothing of the job's program runs any more.</summary>
    public static bool HasStopped(JsonNode pod, string container) =>
        StateOf(pod, container)?["terminated"] is not null || (string?)pod["status"]?["phase"] is "Failed" or "Succeeded";

    /// <summary>The <c>state</c> of one of its containers; null before the node told any.</summary>
    public static JsonNode? StateOf(JsonNode pod, string container) =>
        Statuses(pod, "containerStatuses").FirstOrDefault(one => (string?)one["name"] == container)?["state"];

    /// <summary>The statuses of its init containers, those apart that run beside the others.</summary>
    public static IEnumerable<JsonNode> InitStatuses(JsonNode pod)
    {
        var beside = (pod["spec"]?["initContainers"] as JsonArray ?? []).OfType<JsonNode>()
            .Where(one => (string?)one["restartPolicy"] == "Always").Select(one => (string?)one["name"]).ToHashSet();
        return Statuses(pod, "initContainerStatuses").Where(one => !beside.Contains((string?)one["name"]));
    }

    /// <summary>A condition of a pod or a Job that holds as asked; null otherwise.</summary>
    public static JsonNode? Condition(JsonNode? of, string type, string status = "True") =>
        (of?["status"]?["conditions"] as JsonArray ?? [])
        .FirstOrDefault(one => (string?)one?["type"] == type && (string?)one["status"] == status);

    /// <summary>An instant as Kubernetes writes it; null for none.</summary>
    public static DateTimeOffset? TimeOf(JsonNode? at) =>
        DateTimeOffset.TryParse((string?)at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary><c>Reason: message</c>, or one of them; null when it says neither.</summary>
    public static string? Words(JsonNode? of, string separator = ": ")
    {
        string?[] both = [(string?)of?["reason"], (string?)of?["message"]];
        var said = string.Join(separator, both.Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text!.Trim()));
        return said.Length > 0 ? said : null;
    }

    private static IEnumerable<JsonNode> Statuses(JsonNode pod, string of) => (pod["status"]?[of] as JsonArray ?? []).OfType<JsonNode>();
}
