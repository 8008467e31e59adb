using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Agent.Spool;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>
/// How a job in a pod ended. An end of the program's own is the job's; what the cluster or somebody else took away is
/// interrupted, whatever exit code the program was made to leave behind. Pure.
/// </summary>
internal static class PodEnd
{
    private const string Deadline = "DeadlineExceeded";

    /// <summary>The end; null while the program runs or may still begin.</summary>
    /// <param name="pod">As last seen.</param>
    /// <param name="container">The job's.</param>
    /// <param name="isGone">Whether the pod does not exist any more.</param>
    /// <param name="now">For an end whose moment nobody told.</param>
    public static JobEnd? Of(JsonNode pod, string container, bool isGone, DateTimeOffset now)
    {
        var terminated = PodState.StateOf(pod, container)?["terminated"];
        var phase = (string?)pod["status"]?["phase"];
        if (terminated is null && phase is not ("Failed" or "Succeeded") && !isGone)
        {
            return null;
        }

        var end = new JobEnd
        {
            Cause = EndCause.Exited,
            ExitCode = (int?)terminated?["exitCode"],
            StartedAt = PodState.TimeOf(terminated?["startedAt"]) ?? PodState.StartedAt(pod, container),
            EndedAt = PodState.TimeOf(terminated?["finishedAt"]) ?? now,
        };
        if (WhoTookIt(pod, terminated, isGone && terminated is null) is { } words && !EndedBefore(pod, terminated))
        {
            return words.StartsWith(Deadline, StringComparison.Ordinal)
                ? end with { Cause = EndCause.RunTimeout, Message = $"the cluster ended it: {words}" }
                : end with { Cause = EndCause.Interrupted, Message = $"the cluster ended it: {words}" };
        }

        if (terminated is not null)
        {
            return (string?)terminated["reason"] switch
            {
                "ContainerCannotRun" or "StartError" => end with
                {
                    Cause = EndCause.StartFailed,
                    ExitCode = null,
                    Message = (string?)terminated["message"] ?? (string?)terminated["reason"],
                },
                "OOMKilled" => end with { Cause = EndCause.OutOfMemory },
                _ => end,
            };
        }

        return InitFailure(pod) is { } init ? end with { Cause = EndCause.StartFailed, Message = init }
            : phase == "Succeeded" ? end with { ExitCode = 0 }
            : end with { Cause = EndCause.Interrupted, Message = "the cluster ended it: no reason given." };
    }

    /// <summary>What a Job says of its own end when its pod says nothing better; the end as it was otherwise.</summary>
    public static JobEnd WithJob(JobEnd end, JsonNode? job)
    {
        if (end.Cause != EndCause.Interrupted || PodState.Condition(job, "Failed") is not { } failed)
        {
            return end;
        }

        return (string?)failed["reason"] switch
        {
            Deadline => end with { Cause = EndCause.RunTimeout, Message = $"the cluster ended it: {PodState.Words(failed, ". ")}" },

            // That too many pods failed says no more than the pod itself.
            "BackoffLimitExceeded" => end,
            _ => end with { Message = $"{end.Message} {PodState.Words(failed, ". ")}" },
        };
    }

    /// <summary>The words of who took the pod away; null when nobody did.</summary>
    private static string? WhoTookIt(JsonNode pod, JsonNode? terminated, bool isGone)
    {
        var name = PodState.NameOf(pod);
        return (string?)pod["status"]?["phase"] == "Failed" && (string?)pod["status"]?["reason"] is { Length: > 0 } ? PodState.Words(pod["status"], ". ")
            : PodState.Condition(pod, "DisruptionTarget") is { } disruption ? PodState.Words(disruption) ?? "DisruptionTarget"
            : (string?)terminated?["reason"] == "ContainerStatusUnknown" ? PodState.Words(terminated)
            : pod["metadata"]?["deletionTimestamp"] is not null || isGone ? $"its pod {name} was deleted."
            : null;
    }

    /// <summary>Whether the program had ended by itself before anybody wanted its pod away: instants have whole seconds.</summary>
    private static bool EndedBefore(JsonNode pod, JsonNode? terminated)
    {
        if (PodState.TimeOf(terminated?["finishedAt"]) is not { } finished || (string?)terminated!["reason"] == "ContainerStatusUnknown")
        {
            return false;
        }

        DateTimeOffset?[] moments =
        [
            PodState.TimeOf(pod["metadata"]?["deletionTimestamp"])?.AddSeconds(-((int?)pod["metadata"]?["deletionGracePeriodSeconds"] ?? 0)),
            PodState.TimeOf(PodState.Condition(pod, "DisruptionTarget")?["lastTransitionTime"]),
        ];
        return moments.Min() is { } asked && finished < asked;
    }

    private static string? InitFailure(JsonNode pod)
    {
        foreach (var status in PodState.InitStatuses(pod))
        {
            if (status["state"]?["terminated"] is { } ended && (int?)ended["exitCode"] is { } code and not 0)
            {
                var words = PodState.Words(ended);
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the init container '{(string?)status["name"]}' ended with exit code {code}{(words is null ? "" : $" ({words})")}, so the job did not begin.");
            }
        }

        return null;
    }
}
