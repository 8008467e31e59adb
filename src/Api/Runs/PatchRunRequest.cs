using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Api.Runs;

/// <summary><c>PATCH .../runs/{run}</c>: what is left out stays.</summary>
public sealed record PatchRunRequest
{
    /// <summary>For people.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string> Name { get; init; }

    /// <summary>Merged key by key; null keys are removed.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<JsonElement?>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<JsonElement?> Config { get; init; }

    /// <summary>Merged key by key; null keys are removed.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<JsonElement?>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<JsonElement?> Summary { get; init; }

    /// <summary>The whole list.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<IReadOnlyList<string>>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<IReadOnlyList<string>> Tags { get; init; }

    /// <summary>Null empties it.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string?> Notes { get; init; }

    /// <summary>Null empties it.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string?> Group { get; init; }

    /// <summary>Null empties it.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string?> JobType { get; init; }
}
