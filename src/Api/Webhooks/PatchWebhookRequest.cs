using System.Text.Json.Serialization;

namespace Slipway.Api.Webhooks;

/// <summary><c>PATCH /teams/{team}/webhooks/{name}</c>: what is left out stays.</summary>
public sealed record PatchWebhookRequest
{
    /// <summary>A new name.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string> Name { get; init; }

    /// <summary>Absolute; its host is a name with a public address (M5).</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string> Url { get; init; }

    /// <summary>The <em>name</em> of a team secret; null for no signature.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string?> Secret { get; init; }

    /// <summary>The <em>name</em> of a team secret; null for none.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string?> AccessToken { get; init; }

    /// <summary><c>base64</c>, <c>hex</c> or <c>sha256=hex</c>.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string> SignatureEncoding { get; init; }

    /// <summary>All further signatures it is to send.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<IReadOnlyList<string>>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<IReadOnlyList<string>> Signatures { get; init; }

    /// <summary>All further headers it is to send.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<IReadOnlyDictionary<string, string>>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<IReadOnlyDictionary<string, string>> Headers { get; init; }

    /// <summary>False holds its deliveries; true sends them.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<bool>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<bool> Enabled { get; init; }
}
