using Slipway.Api.Automations;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Automations.Previews;
using Slipway.Storage;

namespace Slipway.Automations.Http;

/// <summary>Automations, their history and their preview as the wire shows them.</summary>
internal static class AutomationResponses
{
    public static AutomationResponse Of(Automation automation, string team) => new(automation.Settings with { Enabled = automation.IsActive })
    {
        Id = automation.Id.ToString(),
        Team = team,
        DisabledReason = automation.DisabledReason,
        Warning = automation.Warning,
        CreatedBy = automation.CreatedBy,
        CreatedAt = automation.CreatedAt,
        UpdatedAt = automation.UpdatedAt,
    };

    public static ExecutionResponse Of(Execution row, string automation) => new()
    {
        Id = row.Id.ToString(),
        Automation = automation,
        Event = row.EventId.ToString(),
        State = EnumText.Of(row.State),
        Reason = row.Reason,
        Delivery = row.DeliveryId?.ToString(),
        Item = row.ItemId?.ToString(),
        Run = row.Run,
        At = row.CreatedAt,
    };

    public static AutomationPreviewResponse Of(Preview preview) => new()
    {
        Considered = preview.Considered,
        Cut = preview.IsCut,
        Warning = preview.Warning,
        Matches =
        [
            .. preview.Matches.Select(match => new PreviewMatchResponse
            {
                Event = EventResponses.Of(match.Event),
                Payload = match.Payload,
                Error = match.Problem is { } problem ? $"{problem.Code}: {problem.Detail}" : null,
            }),
        ],
    };
}
