using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Api.Queues;

/// <summary><c>PATCH /teams/{team}/queues/{queue}</c>: what is left out stays.</summary>
public sealed record PatchQueueRequest
{
    /// <summary>True: nothing is claimed from now on.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<bool>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<bool> Paused { get; init; }

    /// <summary>Null for none.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string?> Description { get; init; }

    /// <summary>Resource arguments that every item gets, with <c>{{variables}}</c>; null for none.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<JsonElement?>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<JsonElement?> Config { get; init; }

    /// <summary>The variables of the config; null for none.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<IReadOnlyList<TemplateVariableBody>>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<IReadOnlyList<TemplateVariableBody>?> TemplateVariables { get; init; }

    /// <summary>0 critical, 1 high, 2 medium, 3 low.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<int?>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<int?> DefaultPriority { get; init; }

    /// <summary>How many may run at once; null for no limit.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<int?>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<int?> MaxConcurrency { get; init; }

    /// <summary>How many may wait; null for no limit.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<int?>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<int?> MaxQueued { get; init; }

    /// <summary>From claim to running.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<int?>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<int?> StartTimeoutSeconds { get; init; }

    /// <summary>A longer run is killed; null for no limit.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<int?>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<int?> RunTimeoutSeconds { get; init; }

    /// <summary>From SIGTERM to SIGKILL.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<int?>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<int?> CancelGraceSeconds { get; init; }

    /// <summary>Who waits longer expires; null for no limit.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<int?>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<int?> MaxWaitSeconds { get; init; }

    /// <summary>What an agent must have; null for none.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<IReadOnlyList<string>>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<IReadOnlyList<string>?> Labels { get; init; }

    /// <summary>One of <see cref="LostPolicies"/>.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string?> LostPolicy { get; init; }

    /// <summary>With <c>retry</c>: how often it may be tried.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<int?>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<int?> MaxAttempts { get; init; }

    /// <summary>Resource arguments allowed beyond the safe list, decided by admins; null for none.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<IReadOnlyList<string>>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<IReadOnlyList<string>?> AllowedArguments { get; init; }

    /// <summary>Links for people, label to URL; null for none.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<JsonElement?>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<JsonElement?> ExternalLinks { get; init; }
}
