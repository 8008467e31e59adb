using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Api.Texts;
using Slipway.Launch.Schemas;
using Slipway.Rest;
using Slipway.Rest.Texts;

namespace Slipway.Launch.Items;

/// <summary>What may be asked of a job, as far as the request's text tells. Pure.</summary>
internal static class OverrideCheck
{
    public const int MaxArguments = 1_000;
    public const int MaxConfig = 262_144;
    public const int MaxName = 128;
    public const int MaxDedupeKey = 255;

    /// <summary>The fields beside the overrides; null when they may.</summary>
    public static Refusal? CheckRequest(EnqueueItemRequest request)
    {
        if (request.Priority is < 0 or > 3)
        {
            return Refusal.OfField(ErrorCodes.Invalid, "priority", "priority is 0 (critical), 1 (high), 2 (medium) or 3 (low).");
        }
        if (request.RunName is { } name && (name.Length is 0 or > MaxName || NameText.Problem(name) is not null))
        {
            return Refusal.OfField(ErrorCodes.Invalid, "runName", $"runName has 1 to {MaxName} characters, none of them one that does not show.");
        }
        if (request.DedupeKey is { } key && (key.Length is 0 or > MaxDedupeKey || key.Any(char.IsControl)))
        {
            return Refusal.OfField(ErrorCodes.Invalid, "dedupeKey", $"dedupeKey has 1 to {MaxDedupeKey} characters and no control characters.");
        }
        return null;
    }

    /// <summary>Why these overrides may not be; null when they may. <c>override_invalid</c> naming the field.</summary>
    /// <param name="inputs">The job's schema of its run config; null for anything.</param>
    public static Refusal? Check(OverridesBody? overrides, JsonElement? inputs)
    {
        var config = overrides?.RunConfig;
        if (IsNot(config, JsonValueKind.Object))
        {
            return Invalid("overrides.runConfig", "overrides.runConfig is a JSON object.");
        }
        if (config is { ValueKind: JsonValueKind.Object } large && large.GetRawText().Length > MaxConfig)
        {
            return Invalid("overrides.runConfig", $"overrides.runConfig has at most {MaxConfig} characters.");
        }
        if (IsNot(overrides?.Artifacts, JsonValueKind.Object)
            || (overrides?.Artifacts is { ValueKind: JsonValueKind.Object } artifacts
                && artifacts.EnumerateObject().Any(one => one.Value.ValueKind != JsonValueKind.String)))
        {
            return Invalid("overrides.artifacts", "overrides.artifacts is a JSON object, input name to reference.");
        }
        if ((JsonFaults.Find(config) ?? JsonFaults.Find(overrides?.Artifacts)) is { } fault)
        {
            var field = JsonFaults.Find(config) is null ? "overrides.artifacts" : "overrides.runConfig";
            return Invalid(fault.Field(field), $"{field} cannot be read: {fault.Detail}");
        }
        return CheckArguments(overrides?.Args, "overrides.args")
            ?? CheckArguments(overrides?.EntryPoint, "overrides.entryPoint")
            ?? CheckInputs(inputs, config);
    }

    /// <summary>Why a job of that source cannot run on that resource; null when it can. <c>job_invalid</c>.</summary>
    public static Refusal? CheckSource(JobSourceBody source, QueueResource resource, IReadOnlyList<string> command)
    {
        if (resource == QueueResource.Process && source.Type == JobSources.Image)
        {
            return Refusal.OfField(ErrorCodes.JobInvalid, "job", "The job is a container image, and the queue starts processes. Use a queue of resource docker or kubernetes.");
        }
        if (resource is QueueResource.Kubernetes or QueueResource.SageMaker && source.Type != JobSources.Image)
        {
            return Refusal.OfField(ErrorCodes.JobInvalid, "job", $"The job is code, and the queue starts images on {EnumWords.Of(resource)}. Make a job of an image, or use a queue of resource process or docker.");
        }
        return source.Type != JobSources.Image && command.Count == 0
            ? Refusal.OfField(ErrorCodes.JobInvalid, "job", "The job names no command. Give overrides.entryPoint, or make a version of the job that has an entry point.")
            : null;
    }

    /// <summary>
    /// Why no agent could start a program with all this; null when they can, as far as the server knows. <c>override_invalid</c>,
    /// or <c>job_invalid</c> when it is the job's own command.
    /// </summary>
    public static Refusal? CheckSize(AttemptSpecBody spec, OverridesBody? overrides)
    {
        // Item, run, key and address are still to come, and are nothing beside what is limited here.
        if (ProgramSize.Find(spec.Command, JobVariables.Of(spec, "")) is not { } fault)
        {
            return null;
        }
        return fault.Part switch
        {
            ProgramPart.Command when overrides?.Args is null && overrides?.EntryPoint is null => Refusal.OfField(ErrorCodes.JobInvalid, "job", fault.Detail),
            ProgramPart.Command => Invalid(overrides.Args is null ? "overrides.entryPoint" : "overrides.args", fault.Detail),
            ProgramPart.Variable => Invalid(overrides?.Artifacts is { ValueKind: JsonValueKind.Object } ? "overrides.artifacts" : "overrides.runConfig",
                $"The names of the artifacts that the run is given are too long together. {fault.Detail}"),
            _ => Invalid("overrides", fault.Detail),
        };
    }

    private static Refusal? CheckInputs(JsonElement? inputs, JsonElement? config)
    {
        if (inputs is not { } schema)
        {
            return null;
        }
        var given = config is { ValueKind: JsonValueKind.Object } some ? some : JsonElement.Parse("{}");
        return SchemaSubset.Problem(schema, given, "runConfig") is { } problem ? Invalid("overrides.runConfig", problem) : null;
    }

    private static bool IsNot(JsonElement? value, JsonValueKind kind) =>
        value is { } given && given.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) && given.ValueKind != kind;

    private static Refusal? CheckArguments(IReadOnlyList<string>? arguments, string field) =>
        arguments is null || (arguments.Count <= MaxArguments && arguments.All(one => one is not null && !one.Contains('\0', StringComparison.Ordinal)))
            ? null
            : Invalid(field, $"{field} is a list of at most {MaxArguments} texts.");

    private static Refusal Invalid(string field, string detail) => Refusal.OfField(ErrorCodes.OverrideInvalid, field, detail);
}
