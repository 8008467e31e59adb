using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Rest;

namespace Slipway.Launch.Queues;

/// <summary>
/// Which resource arguments may reach an agent (wandb-behaviour 9.6): for Docker a list of what is allowed, for Kubernetes
/// a list of what is refused wherever it stands, for SageMaker what must be there, for a process nothing. A queue's admins
/// may allow more by name. Checked when an item is queued and again when it is claimed. Pure.
/// </summary>
public static class ResourceRules
{
    private static readonly FrozenSet<string> Docker = new[]
    {
        "command", "cpu", "cpu-period", "cpu-quota", "cpu-shares", "cpus", "cpuset-cpus", "cpuset-mems", "e", "env", "gpus", "m",
        "memory", "memory-reservation", "memory-swap", "name", "pids-limit", "platform", "shm-size", "ulimit", "w", "workdir",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Without '_', in lower case: both spellings of a client must be caught.
    private static readonly FrozenDictionary<string, string> Kubernetes = new[]
    {
        "securityContext", "hostPath", "serviceAccountToken", "hostPID", "hostIPC", "hostNetwork", "shareProcessNamespace", "hostUsers",
        "serviceAccount", "serviceAccountName", "automountServiceAccountToken", "hostPort",
    }.ToFrozenDictionary(Plain, name => name, StringComparer.Ordinal);

    private static readonly string[] SageMaker = ["RoleArn", "OutputDataConfig.S3OutputPath", "ResourceConfig", "StoppingCondition"];

    /// <summary>The resource that a text names, also by the wandb client's words; null for none.</summary>
    public static string? ResourceOf(string? text) => text switch
    {
        QueueResources.Process or "local-process" => QueueResources.Process,
        QueueResources.Docker or "local-container" => QueueResources.Docker,
        QueueResources.Kubernetes => QueueResources.Kubernetes,
        QueueResources.SageMaker => QueueResources.SageMaker,
        _ => null,
    };

    /// <summary>
    /// Why these arguments may not reach an agent: <c>argument_refused</c> naming the key, <c>resource_invalid</c>; null
    /// when they may.
    /// </summary>
    /// <param name="resource">One of <see cref="QueueResources"/>.</param>
    /// <param name="arguments">As merged; null for none.</param>
    /// <param name="allowed">What the queue's admins allow beyond the list.</param>
    public static Refusal? Check(string resource, JsonElement? arguments, IReadOnlyCollection<string> allowed) =>
        CheckKeys(resource, arguments, allowed, "resourceArgs") ?? (resource == QueueResources.SageMaker ? CheckSageMaker(arguments) : null);

    /// <summary>The part of <see cref="Check"/> that holds for arguments which are not complete yet, such as a queue's config.</summary>
    public static Refusal? CheckKeys(string resource, JsonElement? arguments, IReadOnlyCollection<string> allowed, string field)
    {
        if (arguments is not { } given || given.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return null;
        }
        if (given.ValueKind != JsonValueKind.Object)
        {
            return Refusal.OfField(ErrorCodes.ResourceInvalid, field, $"{field} must be a JSON object.");
        }
        return resource switch
        {
            QueueResources.Docker => given.EnumerateObject().Select(one => CheckDocker(one, allowed, field)).FirstOrDefault(wrong => wrong is not null),
            QueueResources.Kubernetes => CheckKubernetes(given, allowed, field),
            QueueResources.Process => given.EnumerateObject().Select(one => one.Name).FirstOrDefault(name => !IsAllowed(allowed, name)) is { } name
                ? Refused(field, name, "a process takes no resource arguments")
                : null,
            _ => null,
        };
    }

    /// <summary>
    /// Why whoever queues an item may not give these: what <see cref="CheckKeys"/> refuses, and where the queue's config
    /// decides over accounts and money (SageMaker, the namespace of Kubernetes), what its admins do not allow.
    /// </summary>
    public static Refusal? CheckGiven(string resource, JsonElement? arguments, IReadOnlyCollection<string> allowed)
    {
        if (CheckKeys(resource, arguments, allowed, "resourceArgs") is { } wrong)
        {
            return wrong;
        }
        if (arguments is not { ValueKind: JsonValueKind.Object } given)
        {
            return null;
        }
        if (resource == QueueResources.SageMaker
            && given.EnumerateObject().Select(one => one.Name).FirstOrDefault(name => !IsAllowed(allowed, name)) is { } key)
        {
            return Refused("resourceArgs", key, "it is the queue's to decide");
        }
        return resource == QueueResources.Kubernetes && !IsAllowed(allowed, "namespace")
            && given.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("namespace", out _)
            ? Refused("resourceArgs", "namespace", "it is the queue's to decide")
            : null;
    }

    /// <summary>The one over the other: objects key by key, everything else as a whole.</summary>
    public static JsonNode? Merge(JsonNode? below, JsonNode? above)
    {
        if (below is not JsonObject lower || above is not JsonObject upper)
        {
            return (above ?? below)?.DeepClone();
        }
        var merged = (JsonObject)lower.DeepClone();
        foreach (var (name, value) in upper)
        {
            merged[name] = lower[name] is JsonObject ? Merge(lower[name], value) : value?.DeepClone();
        }
        return merged;
    }

    private static Refusal? CheckDocker(JsonProperty argument, IReadOnlyCollection<string> allowed, string field)
    {
        var name = argument.Name.TrimStart('-');
        if (!Docker.Contains(name) && !IsAllowed(allowed, name))
        {
            return Refused(field, argument.Name, "it is not on the list of safe Docker arguments");
        }
        // A flag such as --privileged is what the list is there to keep out.
        return IsDockerValue(argument.Value)
            || (argument.Value.ValueKind == JsonValueKind.Array && argument.Value.EnumerateArray().All(IsDockerValue))
            ? null
            : Refusal.OfField(ErrorCodes.ResourceInvalid, $"{field}.{argument.Name}",
                $"The Docker argument '{argument.Name}' must be a text, a number or a list of them.");
    }

    private static bool IsDockerValue(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.Number;

    private static Refusal? CheckKubernetes(JsonElement given, IReadOnlyCollection<string> allowed, string field)
    {
        switch (given.ValueKind)
        {
            case JsonValueKind.Array:
                return given.EnumerateArray().Select(one => CheckKubernetes(one, allowed, field)).FirstOrDefault(wrong => wrong is not null);
            case JsonValueKind.Object:
                foreach (var one in given.EnumerateObject())
                {
                    if (Kubernetes.TryGetValue(Plain(one.Name), out var name) && !IsAllowed(allowed, name))
                    {
                        return Refused(field, one.Name, "it would let the job out of its container");
                    }
                    if (IsRefusedValue(one) && !IsAllowed(allowed, one.Name))
                    {
                        return Refused(field, one.Name, $"the value '{one.Value.GetString()}' would let the job out of its container");
                    }
                    if (CheckKubernetes(one.Value, allowed, field) is { } wrong)
                    {
                        return wrong;
                    }
                }
                return null;
            default:
                return null;
        }
    }

    private static bool IsRefusedValue(JsonProperty one) =>
        one.Value.ValueKind == JsonValueKind.String
        && ((Plain(one.Name) == "mountpropagation" && string.Equals(one.Value.GetString(), "Bidirectional", StringComparison.OrdinalIgnoreCase))
            || ((Plain(one.Name) == "type" || Plain(one.Name).Contains("apparmor", StringComparison.Ordinal) || Plain(one.Name).Contains("seccomp", StringComparison.Ordinal))
                && string.Equals(one.Value.GetString(), "Unconfined", StringComparison.OrdinalIgnoreCase)));

    private static Refusal? CheckSageMaker(JsonElement? arguments)
    {
        foreach (var path in SageMaker)
        {
            var at = arguments ?? default;
            foreach (var key in path.Split('.'))
            {
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(key, out at))
                {
                    return Refusal.OfField(ErrorCodes.ResourceInvalid, "resourceArgs", $"A SageMaker training job needs {path}. Put it into the queue's config.");
                }
            }
        }
        return null;
    }

    private static bool IsAllowed(IReadOnlyCollection<string> allowed, string name) => allowed.Contains(name, StringComparer.Ordinal);

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static Refusal Refused(string field, string name, string why) =>
        Refusal.OfField(ErrorCodes.ArgumentRefused, $"{field}.{name}",
            $"The resource argument '{name}' is refused: {why}. An admin can allow it in the queue's allowedArguments.");
}
