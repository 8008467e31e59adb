using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Rest;

namespace Slipway.Launch.Queues;

/// <summary>
/// Which resource arguments may reach an agent (wandb-behaviour 9.6): for Docker a list of what is allowed, for Kubernetes
/// what <see cref="KubernetesRules"/> say, for SageMaker what must be there, for a process nothing. A queue's admins
/// may allow more by name. Checked when an item is queued and again when it is claimed. Pure.
/// </summary>
public static class ResourceRules
{
    /// <summary>Characters of what may be given for one item, and of what comes of it with the queue's config.</summary>
    public const int MaxLength = 262_144;

    private static readonly FrozenSet<string> Docker = new[]
    {
        "command", "cpu", "cpu-period", "cpu-quota", "cpu-shares", "cpus", "cpuset-cpus", "cpuset-mems", "e", "env", "gpus", "m",
        "init", "memory", "memory-reservation", "memory-swap", "name", "pids-limit", "platform", "shm-size", "ulimit", "w", "workdir",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] SageMaker = ["RoleArn", "OutputDataConfig.S3OutputPath", "ResourceConfig", "StoppingCondition"];

    /// <summary>
    /// Why these arguments may not reach an agent: <c>argument_refused</c> naming the key, <c>resource_invalid</c>; null
    /// when they may.
    /// </summary>
    /// <param name="resource">What the queue starts.</param>
    /// <param name="arguments">As merged; null for none.</param>
    /// <param name="allowed">What the queue's admins allow beyond the list.</param>
    public static Refusal? Check(QueueResource resource, JsonElement? arguments, IReadOnlyCollection<string> allowed) =>
        CheckKeys(resource, arguments, allowed, "resourceArgs") ?? (resource == QueueResource.SageMaker ? CheckSageMaker(arguments) : null);

    /// <summary>The part of <see cref="Check"/> that holds for arguments which are not complete yet, such as a queue's config.</summary>
    public static Refusal? CheckKeys(QueueResource resource, JsonElement? arguments, IReadOnlyCollection<string> allowed, string field)
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
            QueueResource.Docker => given.EnumerateObject().Select(one => CheckDocker(one, allowed, field)).FirstOrDefault(wrong => wrong is not null),
            QueueResource.Kubernetes => KubernetesRules.Check(given, allowed, field),
            QueueResource.Process => given.EnumerateObject().Select(one => one.Name).FirstOrDefault(name => !IsAllowed(allowed, name)) is { } name
                ? Refused(field, name, "a process takes no resource arguments")
                : null,
            _ => null,
        };
    }

    /// <summary>
    /// Why whoever queues an item may not give these: what <see cref="CheckKeys"/> refuses, and where the queue's config
    /// decides over accounts, clusters and money (SageMaker, Kubernetes), what its admins do not allow.
    /// </summary>
    public static Refusal? CheckGiven(QueueResource resource, JsonElement? arguments, IReadOnlyCollection<string> allowed)
    {
        if (CheckKeys(resource, arguments, allowed, "resourceArgs") is { } wrong)
        {
            return wrong;
        }
        if (arguments is not { ValueKind: JsonValueKind.Object } given)
        {
            return null;
        }
        if (resource == QueueResource.SageMaker
            && given.EnumerateObject().Select(one => one.Name).FirstOrDefault(name => !IsAllowed(allowed, name)) is { } key)
        {
            return Refused("resourceArgs", key, "it is the queue's to decide");
        }
        return resource == QueueResource.Kubernetes ? KubernetesRules.CheckGiven(given, allowed, "resourceArgs") : null;
    }

    /// <summary>What was given for one item over the queue's config.</summary>
    public static JsonNode? Merge(QueueResource resource, JsonNode? config, JsonNode? given) =>
        resource == QueueResource.Kubernetes ? KubernetesRules.Merge(config, given) : Merge(config, given);

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
        // A flag such as --privileged is what the list is there to keep out; this one is harmless.
        return IsDockerValue(argument.Value)
            || (name == "init" && argument.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            || (argument.Value.ValueKind == JsonValueKind.Array && argument.Value.EnumerateArray().All(IsDockerValue))
            ? null
            : Refusal.OfField(ErrorCodes.ResourceInvalid, $"{field}.{argument.Name}",
                $"The Docker argument '{argument.Name}' must be a text, a number or a list of them.");
    }

    private static bool IsDockerValue(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.Number;

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

    internal static bool IsAllowed(IReadOnlyCollection<string> allowed, string name) => allowed.Contains(name, StringComparer.Ordinal);

    internal static Refusal Refused(string field, string name, string why) =>
        Refusal.OfField(ErrorCodes.ArgumentRefused, $"{field}.{name}",
            $"The resource argument '{name}' is refused: {why}. An admin can allow it in the queue's allowedArguments.");
}
