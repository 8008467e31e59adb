using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Texts;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Runs.Metrics;
using Slipway.Storage;

namespace Slipway.Automations.Definitions;

/// <summary>What may be waited for, and where, as far as the text tells. Pure.</summary>
internal static class EventCheck
{
    public const int MaxMetricLength = 255;
    private static readonly string[] States = [.. Enum.GetValues<RunState>().Select(EnumText.Of)];

    /// <summary>Why scope and condition do not go with the event; null when they do.</summary>
    public static Refusal? Check(ScopeType scope, AutomationEvent happening)
    {
        var isOfRuns = EventRules.IsOfRuns(happening.Type);
        if (!EventRules.ScopesOf(happening.Type).Contains(scope))
        {
            var type = EnumWords.Of(happening.Type);
            return Refusal.OfField(ErrorCodes.ScopeInvalid, "scope.type", isOfRuns
                ? $"{type} happens in projects: the scope is 'project' with its name, or 'team' for all of them."
                : EventRules.IsOfArtifacts(happening.Type)
                ? $"{type} happens in projects: the scope is 'artifact' with the name project/artifact, or 'project' with its name."
                : EventRules.IsOfTeam(happening.Type)
                ? $"{type} happens to the team: the scope is 'team'."
                : $"{type} happens in the registry: the scope is 'registeredModel' or 'registry'.");
        }
        return isOfRuns ? CheckRuns(happening)
            : happening is { States: null, Metric: null, RunFilter: null } ? null
            : Misplaced("event", "states, metric and runFilter belong to events of runs.");
    }

    /// <summary>The watch that stands for a metric's condition, which <see cref="Check"/> found right.</summary>
    /// <param name="project">Null for every project of the team.</param>
    public static MetricWatch WatchOf(AutomationEvent happening, TeamId team, ProjectId? project) => new()
    {
        TeamId = team,
        ProjectId = project,
        RunPattern = happening.RunFilter?.Name,
        Metric = happening.Metric!.Name,
        Aggregate = AggregateOf(happening.Metric.Agg)!.Value,
        Window = happening.Metric.Window ?? 1,
        Operator = OperatorOf(happening.Metric.Op)!.Value,
        Threshold = happening.Metric.Threshold!.Value,
    };

    private static Refusal? CheckRuns(AutomationEvent happening)
    {
        if (happening.RunFilter?.Name is { } pattern && MatchPattern.TryParse(pattern, out var problem) is null)
        {
            return Refusal.OfField(ErrorCodes.PatternInvalid, "event.runFilter.name", problem!);
        }
        if (happening.Type == AutomationEventType.RunState)
        {
            return happening.Metric is not null ? Misplaced("event.metric", "metric belongs to RUN_METRIC.") : CheckStates(happening.States);
        }
        return happening.States is not null ? Misplaced("event.states", "states belong to RUN_STATE.") : CheckMetric(happening.Metric);
    }

    private static Refusal? CheckStates(IReadOnlyList<string>? states) =>
        states is null || (states.Count > 0 && states.All(state => States.Contains(state, StringComparer.Ordinal)))
            ? null
            : Refusal.OfField(ErrorCodes.EventInvalid, "event.states", $"states is a list of {string.Join(", ", States)}. Leave it out for every one.");

    private static Refusal? CheckMetric(MetricConditionBody? metric)
    {
        if (metric is null)
        {
            return Refusal.OfField(ErrorCodes.EventInvalid, "event.metric", "RUN_METRIC waits for a metric: give its name, op and threshold.");
        }
        return metric.Name.Length is 0 or > MaxMetricLength ? Wrong("name", $"The metric's name has 1 to {MaxMetricLength} characters.")
            : AggregateOf(metric.Agg) is null ? Wrong("agg", "agg is average, min or max. Leave it out for the last value.")
            : metric.Window is < 1 or > MetricWatch.MaxWindow ? Wrong("window", $"window is 1 to {MetricWatch.MaxWindow} values.")
            : OperatorOf(metric.Op) is null ? Wrong("op", "op is >, >=, < or <=.")
            : metric.Threshold is null || !double.IsFinite(metric.Threshold.Value) ? Wrong("threshold", "threshold is the number that the metric is compared with.")
            : null;
    }

    private static MetricAggregate? AggregateOf(string? text) => text switch
    {
        null or "last" => MetricAggregate.Last,
        "average" => MetricAggregate.Average,
        "min" => MetricAggregate.Min,
        "max" => MetricAggregate.Max,
        _ => null,
    };

    private static MetricOperator? OperatorOf(string? text) => text switch
    {
        ">" => MetricOperator.Greater,
        ">=" => MetricOperator.GreaterOrEqual,
        "<" => MetricOperator.Less,
        "<=" => MetricOperator.LessOrEqual,
        _ => null,
    };

    private static Refusal Wrong(string field, string detail) => Refusal.OfField(ErrorCodes.EventInvalid, $"event.metric.{field}", detail);

    private static Refusal Misplaced(string field, string detail) => Refusal.OfField(ErrorCodes.EventInvalid, field, detail + " Leave it out.");
}
