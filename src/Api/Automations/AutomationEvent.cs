using System.Text.Json.Serialization;

namespace Slipway.Api.Automations;

/// <summary>What an automation waits for: the type, and of the rest what goes with it.</summary>
public sealed record AutomationEvent
{
    /// <summary>What happens.</summary>
    public required AutomationEventType Type { get; init; }

    /// <summary>A shorthand for that scope; null when the scope says it, and in every answer.</summary>
    public string? RegisteredModel { get; init; }

    /// <summary>An unanchored linear-time regular expression over the alias; null for any. With alias events.</summary>
    public string? AliasPattern { get; init; }

    /// <summary>The same over the tag. With tag events.</summary>
    public string? TagPattern { get; init; }

    /// <summary>The states that count, such as <c>finished</c>; null for every one. With <c>RUN_STATE</c>.</summary>
    public IReadOnlyList<string>? States { get; init; }

    /// <summary>The condition. With <c>RUN_METRIC</c>.</summary>
    public MetricConditionBody? Metric { get; init; }

    /// <summary>Which runs. With the run events; null for all.</summary>
    public RunNameFilter? RunFilter { get; init; }

    /// <summary>The pattern over what the event puts on or takes off: an alias or a tag; null for any, and with other events.</summary>
    [JsonIgnore]
    public string? Pattern => AliasPattern ?? TagPattern;
}
