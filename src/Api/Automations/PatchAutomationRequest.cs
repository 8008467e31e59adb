using System.Text.Json.Serialization;

namespace Slipway.Api.Automations;

/// <summary><c>PATCH /teams/{team}/automations/{name}</c>: what is left out stays.</summary>
public sealed record PatchAutomationRequest
{
    /// <summary>A new name.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string> Name { get; init; }

    /// <summary>Null empties it.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string?> Description { get; init; }

    /// <summary>False: it matches nothing from now on.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<bool>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<bool> Enabled { get; init; }

    /// <summary>The whole scope.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<AutomationScopeBody>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<AutomationScopeBody> Scope { get; init; }

    /// <summary>The whole event.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<AutomationEventBody>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<AutomationEventBody> Event { get; init; }

    /// <summary>The whole action.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<AutomationActionBody>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<AutomationActionBody> Action { get; init; }
}
