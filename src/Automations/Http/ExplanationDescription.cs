using Slipway.Api.Automations;
using Slipway.Automations.Explanations;

namespace Slipway.Automations.Http;

/// <summary>Explanations as the wire shows them.</summary>
internal static class ExplanationDescription
{
    public static EventExplanationResponse Of(ExplainedEvent explained) => new()
    {
        Event = EventResponses.Of(explained.Event),
        Automations = [.. explained.Automations.Select(Of)],
    };

    private static AutomationExplanationBody Of(Explanation one) => new()
    {
        Automation = one.Name,
        Id = one.Automation.ToString(),
        Deleted = one.IsDeleted,
        Then = Of(one.Then),
        Now = one.Now is { } now ? Of(now) : null,
        Execution = one.Execution is { } execution ? AutomationResponses.Of(execution, one.Name) : null,
    };

    private static VerdictBody Of(Verdict verdict) => new() { Code = verdict.Code, Detail = verdict.Detail };
}
