using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Automations;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Automations.Previews;
using Slipway.Storage;

namespace Slipway.Automations.Http;

/// <summary>Automations, their history and their preview as the wire shows them.</summary>
internal static class AutomationDescription
{
    public static AutomationResponse Of(Automation row, string team) => new()
    {
        Id = row.Id.ToString(),
        Team = team,
        Name = row.Name,
        Description = row.Description,
        Enabled = row.Enabled && row.DisabledReason is null,
        DisabledReason = row.DisabledReason,
        Warning = row.Warning,
        Scope = new AutomationScopeBody { Type = ScopeTexts.Of(row.ScopeType), Name = row.ScopeName },
        Event = EventOf(row),
        Action = ActionOf(row),
        CreatedBy = row.CreatedBy,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
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
                Event = EventDescription.Of(match.Event),
                Payload = match.Payload,
                Error = match.Problem is { } problem ? $"{problem.Code}: {problem.Detail}" : null,
            }),
        ],
    };

    private static AutomationEventBody EventOf(Automation row)
    {
        var runs = RunCondition.FromStored(row.RunStates, row.RunPattern, row.Metric);
        return new AutomationEventBody
        {
            Type = row.EventType,
            AliasPattern = row.AliasPattern,
            TagPattern = row.TagPattern,
            States = runs.States,
            Metric = runs.Metric,
            RunFilter = runs.NamePattern is { } name ? JsonElement.Parse(new JsonObject { ["name"] = name }.ToJsonString()) : null,
        };
    }

    private static AutomationActionBody ActionOf(Automation row)
    {
        JsonElement? text = row.Payload is null ? null : JsonElement.Parse(row.Payload);
        return row.ActionType == ActionTypes.Launch
            ? new AutomationActionBody
            {
                Type = row.ActionType,
                Queue = row.Queue,
                Job = row.Job,
                JobVersion = row.JobVersion,
                Project = row.Project,
                Overrides = text,
            }
            : new AutomationActionBody { Type = row.ActionType, Webhook = row.Webhook, Payload = text };
    }
}
