using Slipway.Api;
using Slipway.Automations.Actions;
using Slipway.Automations.Definitions;
using Slipway.Automations.Explanations;
using Slipway.Automations.Http;
using Slipway.Automations.Previews;
using Slipway.Rest;
using Slipway.Runs.Metrics;

namespace Slipway.Automations;

/// <summary>The limits of this room, for the guide.</summary>
internal static class AutomationsLimits
{
    public static readonly Limit[] All =
    [
        new("Pattern of an alias, a tag or a run's name", MatchPattern.MaxLength, LimitUnit.Characters, ErrorCodes.PatternInvalid),
        new("The same with its repetitions written out: `a{100}` counts 100", MatchPattern.MaxSize, LimitUnit.Characters, ErrorCodes.PatternInvalid),
        new("Payloads of all automations of a page of a list", AutomationList.MaxBytes, LimitUnit.Bytes, "the page ends early, with `nextCursor`"),
        new("Matches of a preview", PreviewOperations.MaxMatches, LimitUnit.Count, "the preview ends, with `cut`"),
        new("Events that a preview looks at", PreviewOperations.MaxConsidered, LimitUnit.Count, "the preview ends, with `cut`"),
        new("How long a preview looks", (long)PreviewOperations.MaxTime.TotalSeconds, LimitUnit.Seconds, "the preview ends, with `cut`"),
        new("Payloads of a preview together", PreviewOperations.MaxPayloads, LimitUnit.Characters, "those of the oldest matches are left out, with `cut`"),
        new("Name of an automation", AutomationCheck.MaxNameLength, LimitUnit.Characters, ErrorCodes.NameInvalid),
        new("Description of an automation", AutomationCheck.MaxDescriptionLength, LimitUnit.Characters, ErrorCodes.Invalid),
        new("Name of the metric of a condition", EventCheck.MaxMetricLength, LimitUnit.Characters, ErrorCodes.EventInvalid),
        new("Values over which a condition on a metric counts", MetricWatch.MaxWindow, LimitUnit.Count, ErrorCodes.EventInvalid),
        new("Events that led to each other, by automations that launch", LaunchDispatch.MaxDepth, LimitUnit.Count, "the execution fails and says so"),
        new("Automations that `explain` tells of an event, the newest", ExplanationOperations.MaxAutomations, LimitUnit.Count, "older ones are left out"),
        new("Events that `explain` tells of an automation, the newest", ExplanationOperations.MaxEvents, LimitUnit.Count, "older ones are left out"),
        new("How long events are followed by one request", (long)EventStreamResult.LongestLife.TotalSeconds, LimitUnit.Seconds, "it ends, and is followed on from there"),
    ];
}
