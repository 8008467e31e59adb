using System.Text.Json;

namespace Slipway.Api.Automations;

/// <summary>What an automation waits for.</summary>
public sealed record AutomationEventBody
{
    /// <summary>One of <see cref="Slipway.Api.Events.EventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>A shorthand for that scope; null when the scope says it.</summary>
    public string? RegisteredModel { get; init; }

    /// <summary>An unanchored linear-time regular expression over the alias; null for any. With alias events.</summary>
    public string? AliasPattern { get; init; }

    /// <summary>The same over the tag. With tag events.</summary>
    public string? TagPattern { get; init; }

    /// <summary>The states that count, such as <c>finished</c>; null for every one. With <c>RUN_STATE</c>.</summary>
    public IReadOnlyList<string>? States { get; init; }

    /// <summary>The condition. With <c>RUN_METRIC</c>.</summary>
    public MetricConditionBody? Metric { get; init; }

    /// <summary>Which runs: <c>{"name": "..."}</c>, an unanchored linear-time regular expression over the run's name. With the run events; null for all.</summary>
    public JsonElement? RunFilter { get; init; }
}
