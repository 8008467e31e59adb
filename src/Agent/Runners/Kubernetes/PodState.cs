using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Agent.Spool;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>What a pod's status says about the job in its first container. Pure.</summary>
internal static class PodState
{
    /// <summary>Reasons for waiting that do not pass by waiting.</summary>
    private static readonly string[] Hopeless =
    [
        "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError", "CreateContainerError", "RunContainerError",
    ];

    public static string? NameOf(JsonNode pod) => (string?)pod["metadata"]?["name"];

    /// <summary>Whether its log can be read.</summary>
    public static bool HasStarted(JsonNode pod) =>
        StatusOf(pod)?["state"] is { } state && (state["running"] is not null || state["terminated"] is not null);

    /// <summary>Since when it runs; null before.</summary>
    public static DateTimeOffset? StartedAt(JsonNode pod) =>
        TimeOf(StatusOf(pod)?["state"]?["running"]?["startedAt"] ?? StatusOf(pod)?["state"]?["terminated"]?["startedAt"]);

    /// <summary>How the job ended; null while it has not.</summary>
    public static JobEnd? EndOf(JsonNode pod, DateTimeOffset now)
    {
        var state = StatusOf(pod)?["state"];
        if (state?["terminated"] is { } end)
        {
            var reason = (string?)end["reason"];
            var code = (int?)end["exitCode"];
            return reason is "ContainerCannotRun" or "StartError"
                ? new JobEnd { Cause = EndCause.StartFailed, Message = (string?)end["message"] ?? reason, EndedAt = now }
                : new JobEnd
                {
                    Cause = reason == "OOMKilled" ? EndCause.OutOfMemory : EndCause.Exited,
                    ExitCode = code,
                    StartedAt = TimeOf(end["startedAt"]),
                    EndedAt = TimeOf(end["finishedAt"]) ?? now,
                };
        }

        if (state?["waiting"] is { } waiting && Hopeless.Contains((string?)waiting["reason"]))
        {
            return new JobEnd
            {
                Cause = EndCause.StartFailed,
                Message = $"{(string?)waiting["reason"]}: {(string?)waiting["message"]}",
                EndedAt = now,
            };
        }

        return (string?)pod["status"]?["phase"] == "Failed"
            ? new JobEnd
            {
                Cause = EndCause.Interrupted,
                Message = $"the cluster ended it: {(string?)pod["status"]?["reason"] ?? "no reason given"}. {(string?)pod["status"]?["message"]}".TrimEnd(),
                EndedAt = now,
            }
            : null;
    }

    private static JsonNode? StatusOf(JsonNode pod)
    {
        var first = (string?)pod["spec"]?["containers"]?[0]?["name"];
        return (pod["status"]?["containerStatuses"] as JsonArray)?.FirstOrDefault(one => (string?)one?["name"] == first);
    }

    private static DateTimeOffset? TimeOf(JsonNode? at) =>
        DateTimeOffset.TryParse((string?)at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
