using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Launch.Queues;

/// <summary>
/// Which parts of a Job's manifest may reach an agent. Whoever queues an item gives what concerns the job alone: resources,
/// variables, labels and annotations of their own. Everything else is the queue's config to say, which admins write, or needs
/// to be in its allowed arguments by name. What leads out of the container is refused in either. Both spellings of a client
/// are caught, <c>hostNetwork</c> and <c>host_network</c>. Pure.
/// </summary>
internal static partial class KubernetesRules
{
    private const string ItsQueues = "it is the queue's to decide";

    // Of these an object says what is in it, so that each of its keys is looked at.
    private static readonly FrozenDictionary<string, FrozenSet<string>> Given = new Dictionary<string, string[]>
    {
        [""] = ["apiVersion", "kind", "metadata", "spec"],
        ["metadata"] = ["name", "generateName", "labels", "annotations"],
        ["spec"] = ["template", "activeDeadlineSeconds", "backoffLimit", "parallelism", "completions", "ttlSecondsAfterFinished"],
        ["spec.template"] = ["metadata", "spec"],
        ["spec.template.metadata"] = ["labels", "annotations"],
        ["spec.template.spec"] = ["containers", "activeDeadlineSeconds", "restartPolicy", "terminationGracePeriodSeconds"],
        ["spec.template.spec.containers"] = ["name", "image", "imagePullPolicy", "command", "args", "env", "resources", "workingDir", "ports"],
        ["spec.template.spec.containers.env"] = ["name", "value"],
    }.ToFrozenDictionary(one => one.Key.ToLowerInvariant(), one => one.Value.Select(Plain).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Escapes = new[]
    {
        "securityContext", "hostPath", "serviceAccountToken", "hostPID", "hostIPC", "hostNetwork", "shareProcessNamespace", "hostUsers",
        "serviceAccount", "serviceAccountName", "automountServiceAccountToken", "hostPort",
    }.ToFrozenDictionary(Plain, name => name, StringComparer.Ordinal);

    // Without a domain, and yet somebody's: the Job controller's and that of an identity.
    private static readonly FrozenSet<string> ForeignLabels = new[] { "job-name", "controller-uid", "aadpodidbinding" }.ToFrozenSet(StringComparer.Ordinal);

    private const string OwnAnnotation = "slipway.dev/enter";

    /// <summary>What is refused wherever it stands and whoever wrote it: <c>argument_refused</c>, <c>resource_invalid</c>; null when nothing is.</summary>
    public static Refusal? Check(JsonElement arguments, IReadOnlyCollection<string> allowed, string field) =>
        CheckEscapes(arguments, allowed, field) ?? CheckNamespace(arguments, field);

    /// <summary>What whoever queues an item may not give: <c>argument_refused</c>; null when it may be given.</summary>
    public static Refusal? CheckGiven(JsonElement given, IReadOnlyCollection<string> allowed, string field) =>
        CheckGiven(given, "", new Allowed(allowed.ToHashSet(StringComparer.Ordinal), allowed.Select(Plain).ToHashSet(StringComparer.Ordinal)), field);

    /// <summary>
    /// What was given over the queue's config, objects key by key. The first container is the job's in both, and variables go by
    /// their names; any other list is one thing.
    /// </summary>
    public static JsonNode? Merge(JsonNode? config, JsonNode? given)
    {
        var merged = ResourceRules.Merge(config, given);
        if (ContainersOf(config) is [JsonObject below, ..] && ContainersOf(given) is [JsonObject above] && PodOf(merged) is { } pod)
        {
            var job = (JsonObject)ResourceRules.Merge(below, above)!;
            if (below["env"] is JsonArray lower && above["env"] is JsonArray upper)
            {
                var overridden = upper.Select(NameOf).ToHashSet(StringComparer.Ordinal);
                job["env"] = new JsonArray([.. lower.Where(one => !overridden.Contains(NameOf(one))).Concat(upper).Select(one => one?.DeepClone())]);
            }
            pod["containers"] = new JsonArray([job, .. ContainersOf(config)!.Skip(1).Select(one => one?.DeepClone())]);
        }
        return merged;
    }

    private static Refusal? CheckGiven(JsonElement given, string path, Allowed allowed, string field)
    {
        if (!Given.TryGetValue(path, out var known))
        {
            return path.EndsWith(".labels", StringComparison.Ordinal) || path.EndsWith(".annotations", StringComparison.Ordinal)
                ? CheckLabels(given, allowed, field)
                : null;
        }
        if (given.ValueKind == JsonValueKind.Array)
        {
            return path.EndsWith(".containers", StringComparison.Ordinal) && given.GetArrayLength() > 1
                ? Refused(field, "containers", "only the first container is the job's, and others are the queue's to decide")
                : given.EnumerateArray().Select(one => CheckGiven(one, path, allowed, field)).FirstOrDefault(wrong => wrong is not null);
        }
        if (given.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        foreach (var one in given.EnumerateObject())
        {
            var name = Plain(one.Name);
            var wrong = allowed.InPlain.Contains(name) ? CheckSecrets(one.Value, allowed, field)
                : known.Contains(name) ? CheckGiven(one.Value, path.Length == 0 ? name : $"{path}.{name}", allowed, field)
                : Refused(field, one.Name, ItsQueues);
            if (wrong is not null)
            {
                return wrong;
            }
        }
        return null;
    }

    // A key with a domain before it speaks to somebody who acts on it, such as one who lends the pod an identity.
    private static Refusal? CheckLabels(JsonElement given, Allowed allowed, string field) =>
        given.ValueKind == JsonValueKind.Object
        && given.EnumerateObject().Select(one => one.Name).FirstOrDefault(key =>
            (key.Contains('/', StringComparison.Ordinal) || ForeignLabels.Contains(key)) && key != OwnAnnotation
            && !allowed.AsWritten.Contains(key)) is { } key
            ? Refused(field, key, "a label or annotation of that name means something to others, and is the queue's to decide")
            : null;

    /// <summary>Within what is allowed by name a Secret is another thing to allow.</summary>
    private static Refusal? CheckSecrets(JsonElement given, Allowed allowed, string field) => given.ValueKind switch
    {
        JsonValueKind.Array => given.EnumerateArray().Select(one => CheckSecrets(one, allowed, field)).FirstOrDefault(wrong => wrong is not null),
        JsonValueKind.Object => given.EnumerateObject().Select(one =>
            IsSecret(one.Name) && !allowed.AsWritten.Contains(one.Name)
                ? Refused(field, one.Name, "which Secrets a job sees is the queue's to decide")
                : CheckSecrets(one.Value, allowed, field)).FirstOrDefault(wrong => wrong is not null),
        _ => null,
    };

    private static Refusal? CheckEscapes(JsonElement given, IReadOnlyCollection<string> allowed, string field) => given.ValueKind switch
    {
        JsonValueKind.Array => given.EnumerateArray().Select(one => CheckEscapes(one, allowed, field)).FirstOrDefault(wrong => wrong is not null),
        JsonValueKind.Object => given.EnumerateObject().Select(one => CheckEscape(one, allowed, field)).FirstOrDefault(wrong => wrong is not null),
        _ => null,
    };

    private static Refusal? CheckEscape(JsonProperty one, IReadOnlyCollection<string> allowed, string field) =>
        IsSecret(one.Name) && SecretsOfJobs(one.Value).FirstOrDefault() is { } secret
            ? Refusal.OfField(ErrorCodes.ArgumentRefused, $"{field}.{one.Name}",
                $"The resource argument '{one.Name}' is refused: the Secret '{secret}' holds what another job, or an agent, knows. Nobody can allow it.")
        : Escapes.TryGetValue(Plain(one.Name), out var name) && !ResourceRules.IsAllowed(allowed, name)
            ? Refused(field, one.Name, "it would let the job out of its container")
        : IsEscapingValue(one) && !ResourceRules.IsAllowed(allowed, one.Name)
            ? Refused(field, one.Name, $"the value '{one.Value.GetString()}' would let the job out of its container")
        : CheckEscapes(one.Value, allowed, field);

    private static bool IsSecret(string name) => name.Contains("secret", StringComparison.OrdinalIgnoreCase);

    /// <summary>Names of Secrets as agents make them, one for each job, with its key in it.</summary>
    private static IEnumerable<string> SecretsOfJobs(JsonElement named) => named.ValueKind switch
    {
        JsonValueKind.String => named.GetString()!.StartsWith("slipway-", StringComparison.OrdinalIgnoreCase) ? [named.GetString()!] : [],
        JsonValueKind.Array => named.EnumerateArray().SelectMany(SecretsOfJobs),
        JsonValueKind.Object => named.EnumerateObject().Where(one => Plain(one.Name) is "name" or "secretname").SelectMany(one => SecretsOfJobs(one.Value)),
        _ => [],
    };

    private static bool IsEscapingValue(JsonProperty one) =>
        one.Value.ValueKind == JsonValueKind.String
        && ((Plain(one.Name) == "mountpropagation" && string.Equals(one.Value.GetString(), "Bidirectional", StringComparison.OrdinalIgnoreCase))
            || ((Plain(one.Name) == "type" || Plain(one.Name).Contains("apparmor", StringComparison.Ordinal) || Plain(one.Name).Contains("seccomp", StringComparison.Ordinal))
                && string.Equals(one.Value.GetString(), "Unconfined", StringComparison.OrdinalIgnoreCase)));

    // A variable of the queue may be all of it; then it is looked at when it is filled in.
    private static Refusal? CheckNamespace(JsonElement arguments, string field) =>
        arguments.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("namespace", out var space) && space.ValueKind != JsonValueKind.Null
        && !(space.ValueKind == JsonValueKind.String && (NamespaceName().IsMatch(space.GetString()!) || space.GetString()!.Contains("{{", StringComparison.Ordinal)))
            ? Refusal.OfField(ErrorCodes.ResourceInvalid, $"{field}.metadata.namespace",
                "The name of a namespace has 1 to 63 small letters, digits and '-', and begins and ends with a letter or digit.")
            : null;

    private static JsonObject? PodOf(JsonNode? job) =>
        ((job as JsonObject)?["spec"] as JsonObject)?["template"] is JsonObject template ? template["spec"] as JsonObject : null;

    private static JsonNode?[]? ContainersOf(JsonNode? job) => PodOf(job)?["containers"] is JsonArray list ? [.. list] : null;

    private static string? NameOf(JsonNode? variable) =>
        (variable as JsonObject)?["name"] is JsonValue name && name.TryGetValue<string>(out var text) ? text : null;

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static Refusal Refused(string field, string name, string why) => ResourceRules.Refused(field, name, why);

    /// <summary>What the queue's admins allow: as they wrote it, and in the one spelling in which names are compared.</summary>
    private sealed record Allowed(IReadOnlySet<string> AsWritten, IReadOnlySet<string> InPlain);

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex NamespaceName();
}
