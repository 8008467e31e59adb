using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Agents;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>
/// Makes the Job of an attempt out of the manifest in a queue's config: one pod, started once, that cannot leave its
/// container, with the job's variables from a Secret. Pure.
/// </summary>
internal static class JobManifest
{
    /// <summary>Marks what is an agent's.</summary>
    public const string AgentLabel = "slipway.dev/agent";

    /// <summary>An annotation of the pod template: the job's image has a shell and the agent, so the fence is asked inside.</summary>
    public const string EnterAnnotation = "slipway.dev/enter";

    /// <summary>What the job's container is called when its manifest does not say.</summary>
    public const string UsualContainer = "job";

    private const string ContainerAnnotation = "slipway.dev/container";
    private const string FenceAnnotation = "slipway.dev/fence";
    private const string EnterScript = "slipway-agent enter || exit 0; exec \"$@\"";

    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "securityContext", "hostPath", "serviceAccountToken", "hostPID", "hostIPC", "hostNetwork", "shareProcessNamespace", "hostUsers",
        "serviceAccount", "serviceAccountName", "automountServiceAccountToken", "hostPort",
    };

    /// <summary>The Job.</summary>
    /// <param name="name">The attempt's.</param>
    /// <param name="agent">The agent's id.</param>
    /// <param name="spec">What the server told.</param>
    /// <param name="allowed">What the owner of this agent permits beyond the usual.</param>
    /// <exception cref="StartFailedException">It is no manifest of a Job, or would let the job out.</exception>
    public static JsonObject Build(string name, string agent, AttemptSpecBody spec, IReadOnlyList<string> allowed)
    {
        var job = spec.ResourceArgs is { ValueKind: JsonValueKind.Object } given ? JsonNode.Parse(given.GetRawText())!.AsObject() : new JsonObject();
        if ((string?)job["kind"] is not (null or "Job") || (string?)job["apiVersion"] is not (null or "batch/v1"))
        {
            throw new StartFailedException($"this agent starts Jobs of batch/v1, and not '{job["kind"]}' of '{job["apiVersion"]}'.");
        }

        Check(job, allowed);
        job["kind"] = "Job";
        job["apiVersion"] = "batch/v1";
        job.Remove("status");
        var metadata = Inside(job, "metadata");
        metadata["name"] = name;
        metadata.Remove("generateName");
        Mark(metadata, agent, spec);

        var jobSpec = Inside(job, "spec");
        jobSpec["backoffLimit"] = 0;
        jobSpec["parallelism"] = 1;
        jobSpec["completions"] = 1;

        // A pod that is being deleted is not replaced; clusters that do not know this yet leave it out, and there the Secret
        // that is taken away keeps a second pod from beginning.
        jobSpec["podReplacementPolicy"] = "Failed";

        // The log goes with the pod: it is removed once the server has both.
        jobSpec.Remove("ttlSecondsAfterFinished");
        var template = Inside(jobSpec, "template");
        var podMetadata = Inside(template, "metadata");
        Mark(podMetadata, agent, spec);
        Inside(podMetadata, "annotations")[ContainerAnnotation] = ContainerOf(spec);
        var pod = Inside(template, "spec");
        pod["restartPolicy"] = "Never";
        pod["terminationGracePeriodSeconds"] = spec.CancelGraceSeconds;
        pod["automountServiceAccountToken"] ??= false;
        Restrict(pod);
        Shape(pod, name, spec, (string?)podMetadata["annotations"]?[EnterAnnotation] == "true");
        return job;
    }

    /// <summary>The Secret with the job's variables; nothing of it stands in the Job, with which it goes.</summary>
    public static JsonObject Secret(JsonNode job, string agent, AttemptSpecBody spec, IReadOnlyDictionary<string, string> environment)
    {
        var values = new JsonObject();
        foreach (var (variable, value) in environment)
        {
            values[variable] = value;
        }

        var name = (string?)job["metadata"]?["name"];
        var metadata = new JsonObject
        {
            ["name"] = name,
            ["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = "batch/v1",
                ["kind"] = "Job",
                ["name"] = name,
                ["uid"] = (string?)job["metadata"]?["uid"],
            }),
        };
        Mark(metadata, agent, spec);
        return new JsonObject { ["kind"] = "Secret", ["apiVersion"] = "v1", ["metadata"] = metadata, ["type"] = "Opaque", ["stringData"] = values };
    }

    /// <summary>The name of the job's container: the one that is called <c>job</c>, else the first.</summary>
    public static string ContainerOf(AttemptSpecBody spec)
    {
        var given = spec.ResourceArgs is { ValueKind: JsonValueKind.Object } args ? JsonNode.Parse(args.GetRawText()) : null;
        var names = (Below(Below(Below(Below(given, "spec"), "template"), "spec"), "containers") as JsonArray ?? []).Select(NameOf).ToArray();
        return names.Contains(UsualContainer) ? UsualContainer : names.FirstOrDefault() ?? UsualContainer;
    }

    /// <summary>The same of a pod, whose containers others may have put before the job's.</summary>
    public static string ContainerOf(JsonNode pod) => (string?)pod["metadata"]?["annotations"]?[ContainerAnnotation] ?? UsualContainer;

    /// <summary>Whether an object is this agent's.</summary>
    public static bool IsOf(JsonNode found, string agent) => (string?)found["metadata"]?["labels"]?[AgentLabel] == agent;

    /// <summary>Whether an object is this attempt's.</summary>
    public static bool IsOf(JsonNode found, string agent, AttemptSpecBody spec) =>
        IsOf(found, agent)
        && (string?)found["metadata"]?["annotations"]?[FenceAnnotation] == spec.Fence.ToString(CultureInfo.InvariantCulture);

    private static void Shape(JsonObject pod, string name, AttemptSpecBody spec, bool enters)
    {
        if (pod["containers"] is not JsonArray { Count: > 0 } containers)
        {
            pod["containers"] = containers = new JsonArray(new JsonObject());
        }

        if (containers.FirstOrDefault(one => NameOf(one) == UsualContainer) is not JsonObject container)
        {
            container = containers[0] as JsonObject ?? throw new StartFailedException("the first container of the manifest is not an object.");
        }

        container["name"] ??= UsualContainer;
        if (spec.Image is { } image)
        {
            container["image"] = image;
        }

        if ((string?)container["image"] is null)
        {
            throw new StartFailedException("the job names no image.");
        }

        if (spec.Command.Count > 0)
        {
            // As with a container of Docker: the image's own entry point stays.
            container.Remove("command");
            container["args"] = Texts(spec.Command);
        }

        if (enters && container["args"] is JsonArray command)
        {
            container["command"] = Texts(["/bin/sh", "-c", EnterScript, "enter"]);
            container["args"] = command.DeepClone();
        }

        if (container["envFrom"] is not JsonArray sources)
        {
            container["envFrom"] = sources = new JsonArray();
        }

        // Without the Secret the container does not start.
        sources.Add((JsonNode)new JsonObject { ["secretRef"] = new JsonObject { ["name"] = name } });
        foreach (var variable in (container["env"] as JsonArray ?? []).Where(one => IsOurs((string?)one?["name"])).ToArray())
        {
            // What is named one by one would stand before what comes from the Secret.
            ((JsonArray)container["env"]!).Remove(variable);
        }
    }

    private static JsonNode? Below(JsonNode? outer, string name) => outer is JsonObject some ? some[name] : null;

    private static string? NameOf(JsonNode? container) =>
        container is JsonObject && container["name"] is JsonValue name && name.TryGetValue<string>(out var text) ? text : null;

    private static bool IsOurs(string? name) =>
        name is not null && (name.StartsWith("SLIPWAY_", StringComparison.Ordinal) || name.StartsWith("WANDB_", StringComparison.Ordinal));

    private static void Restrict(JsonObject pod)
    {
        Inside(pod, "securityContext")["seccompProfile"] ??= new JsonObject { ["type"] = "RuntimeDefault" };
        foreach (var list in (string[])["containers", "initContainers"])
        {
            if (list == "containers" && pod[list] is not JsonArray { Count: > 0 })
            {
                pod[list] = new JsonArray(new JsonObject());
            }

            foreach (var container in (pod[list] as JsonArray ?? []).OfType<JsonObject>())
            {
                var context = Inside(container, "securityContext");
                context["allowPrivilegeEscalation"] ??= false;
                context["privileged"] ??= false;
                context["capabilities"] ??= new JsonObject { ["drop"] = Texts(["ALL"]) };
            }
        }
    }

    private static void Mark(JsonObject metadata, string agent, AttemptSpecBody spec)
    {
        var labels = Inside(metadata, "labels");
        labels[AgentLabel] = agent;
        labels["slipway.dev/item"] = spec.Item;
        labels["slipway.dev/attempt"] = spec.Attempt.ToString(CultureInfo.InvariantCulture);
        Inside(metadata, "annotations")[FenceAnnotation] = spec.Fence.ToString(CultureInfo.InvariantCulture);
    }

    private static void Check(JsonNode? node, IReadOnlyList<string> allowed)
    {
        foreach (var (name, below) in node is JsonObject some ? some.ToArray() : [])
        {
            var plain = name.Replace("_", "", StringComparison.Ordinal);
            if (SecretOfAJob(plain, below) is { } secret)
            {
                throw new StartFailedException($"the resource argument '{name}' is refused: the Secret '{secret}' holds what another job, or an agent, knows.");
            }

            if (Refused.Contains(plain) && !allowed.Contains(plain, StringComparer.OrdinalIgnoreCase))
            {
                throw new StartFailedException(
                    $"the resource argument '{name}' is refused: it would let the job out of its container. The owner of this agent can permit it: allowedArguments in the agent's policy.");
            }

            Check(below, allowed);
        }

        foreach (var below in node as JsonArray ?? [])
        {
            Check(below, allowed);
        }
    }

    /// <summary>The name of a Secret as agents make them, where one is named; null otherwise. Nobody can permit those.</summary>
    private static string? SecretOfAJob(string key, JsonNode? named) =>
        !key.Contains("secret", StringComparison.OrdinalIgnoreCase) ? null
        : named is JsonArray list ? list.Select(one => SecretOfAJob(key, one)).FirstOrDefault(name => name is not null)
        : (named as JsonValue ?? (named as JsonObject)?["name"] as JsonValue ?? (named as JsonObject)?["secretName"] as JsonValue) is { } value
            && value.TryGetValue<string>(out var text) && text.StartsWith("slipway-", StringComparison.OrdinalIgnoreCase)
            ? text
            : null;

    private static JsonObject Inside(JsonObject outer, string name)
    {
        if (outer[name] is not JsonObject inner)
        {
            outer[name] = inner = new JsonObject();
        }

        return inner;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new(texts.Select(text => (JsonNode?)JsonValue.Create(text)).ToArray());
}
