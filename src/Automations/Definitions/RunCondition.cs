using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Automations;

namespace Slipway.Automations.Definitions;

/// <summary>What of a run an automation waits for, as a person wrote it; everything is null with events of the registry.</summary>
public sealed record RunCondition
{
    public static readonly RunCondition None = new();

    /// <summary>The states that count; null for every one. With <c>RUN_STATE</c>.</summary>
    public IReadOnlyList<string>? States { get; init; }

    /// <summary>An unanchored regular expression over the run's name; null for every run.</summary>
    public string? NamePattern { get; init; }

    /// <summary>With <c>RUN_METRIC</c>.</summary>
    public MetricConditionBody? Metric { get; init; }

    /// <summary>The states in the form in which they rest.</summary>
    internal string? StatesText => States is null ? null : JsonSerializer.Serialize(States);

    /// <summary>The metric in the form in which it rests.</summary>
    internal string? MetricText => Metric is null ? null : JsonSerializer.Serialize(Metric, ApiJson.Default.MetricConditionBody);

    /// <summary>Reads what <see cref="StatesText"/> and <see cref="MetricText"/> wrote.</summary>
    internal static RunCondition FromStored(string? states, string? namePattern, string? metric) => new()
    {
        States = states is null ? null : JsonSerializer.Deserialize<string[]>(states),
        NamePattern = namePattern,
        Metric = metric is null ? null : JsonSerializer.Deserialize(metric, ApiJson.Default.MetricConditionBody),
    };
}
