using System.Text.Json.Serialization;

namespace Slipway.Api.Registry;

/// <summary><c>PATCH .../models/{model}</c>: what is left out stays.</summary>
public sealed record PatchRegisteredModelRequest
{
    /// <summary>What it is, in a few lines; null empties it.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string?> Description { get; init; }

    /// <summary>The model card, Markdown; null empties it.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string?> Card { get; init; }

    /// <summary>All the tags it is to have.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<IReadOnlyList<string>>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<IReadOnlyList<string>> Tags { get; init; }
}
