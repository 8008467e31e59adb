using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Automations.Definitions;
using Slipway.Rest;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Http;

/// <summary>Reads drafts from request bodies; refuses what no version of this room can mean.</summary>
internal static class DraftReader
{
    public static Outcome<AutomationDraft> Read(CreateAutomationRequest body)
    {
        var scope = ScopeTexts.Read(body.Scope, body.Event.RegisteredModel);
        if (scope.IsRefused(out var refusal))
        {
            return refusal;
        }
        var action = ReadAction(body.Action);
        if (action.IsRefused(out refusal))
        {
            return refusal;
        }
        var runs = ReadRuns(body.Event);
        if (runs.IsRefused(out refusal))
        {
            return refusal;
        }
        var draft = new AutomationDraft
        {
            Name = body.Name,
            Description = string.IsNullOrEmpty(body.Description) ? null : body.Description,
            Enabled = body.Enabled ?? true,
            ScopeType = scope.Value.Type,
            EventType = EventRules.Canonical(body.Event.Type),
            AliasPattern = body.Event.AliasPattern,
            TagPattern = body.Event.TagPattern,
            Runs = runs.Value,
            Action = action.Value,
        };
        return With(draft, scope.Value);
    }

    /// <summary>The draft with what the body sets; what it leaves out stays.</summary>
    public static Outcome<AutomationDraft> Apply(PatchAutomationRequest body, AutomationDraft draft)
    {
        if ((body.Event is { IsSet: true, Value: null } ? "event" : body.Action is { IsSet: true, Value: null } ? "action" : null) is { } lost)
        {
            return Refusal.OfField(ErrorCodes.Invalid, lost, $"{lost} may not be null. Leave it out to keep it as it is.");
        }
        draft = draft with
        {
            Name = body.Name.Or(draft.Name) ?? "",
            Description = body.Description.Or(draft.Description),
            Enabled = body.Enabled.Or(draft.Enabled),
        };
        if (body.Event.IsSet && body.Event.Value is { } happening)
        {
            var runs = ReadRuns(happening);
            if (runs.IsRefused(out var wrong))
            {
                return wrong;
            }
            draft = draft with
            {
                EventType = EventRules.Canonical(happening.Type),
                AliasPattern = happening.AliasPattern,
                TagPattern = happening.TagPattern,
                Runs = runs.Value,
            };
        }
        var model = body.Event.IsSet ? body.Event.Value?.RegisteredModel : null;
        if (body.Scope.IsSet || model is not null)
        {
            var scope = ScopeTexts.Read(body.Scope.Or(null!), model);
            if (scope.IsRefused(out var refusal))
            {
                return refusal;
            }
            draft = With(draft, scope.Value);
        }
        if (body.Action.IsSet && body.Action.Value is { } given)
        {
            var action = ReadAction(given);
            if (action.IsRefused(out var refusal))
            {
                return refusal;
            }
            draft = draft with { Action = action.Value };
        }
        return draft;
    }

    private static AutomationDraft With(AutomationDraft draft, (ScopeType Type, string? Name) scope) => draft with
    {
        ScopeType = scope.Type,
        ModelName = scope.Type == ScopeType.RegisteredModel ? scope.Name : null,
        ProjectName = scope.Type == ScopeType.Project ? scope.Name : null,
        ArtifactName = scope.Type == ScopeType.Artifact ? scope.Name : null,
    };

    private static Outcome<ActionDraft> ReadAction(AutomationActionBody action) => action.Type switch
    {
        ActionTypes.Webhook when action is { Queue: null, Job: null, JobVersion: null, Project: null, Overrides: null } =>
            string.IsNullOrEmpty(action.Webhook)
                ? Missing("webhook", "Name the webhook that the action calls.")
                : new WebhookActionDraft(action.Webhook, PayloadTemplate.TextOf(action.Payload)),
        ActionTypes.Webhook => Refusal.OfField(ErrorCodes.ActionInvalid, "action", "queue, job, jobVersion, project and overrides belong to the action 'launch'. Leave them out."),
        ActionTypes.Launch when action is { Webhook: null, Payload: null } =>
            string.IsNullOrEmpty(action.Queue) ? Missing("queue", "Name the queue that the run waits in.")
            : string.IsNullOrEmpty(action.Job) ? Missing("job", "Name the job as team/project/job.")
            : string.IsNullOrEmpty(action.Project) ? Missing("project", "Name the project that the run goes to.")
            : new LaunchActionDraft(action.Queue, action.Job, string.IsNullOrEmpty(action.JobVersion) ? null : action.JobVersion,
                action.Project, PayloadTemplate.TextOf(action.Overrides)),
        ActionTypes.Launch => Refusal.OfField(ErrorCodes.ActionInvalid, "action", "webhook and payload belong to the action 'webhook'. Leave them out."),
        _ => Refusal.OfField(ErrorCodes.ActionInvalid, "action.type", $"There is no action '{action.Type}'. Use 'webhook' or 'launch'."),
    };

    private static Outcome<RunCondition> ReadRuns(AutomationEventBody happening)
    {
        string? name = null;
        if (happening.RunFilter is { ValueKind: not JsonValueKind.Null } filter)
        {
            var fields = filter.ValueKind == JsonValueKind.Object ? filter.EnumerateObject().ToArray() : [];
            if (fields is not [{ Name: "name", Value.ValueKind: JsonValueKind.String } only])
            {
                return Refusal.OfField(ErrorCodes.EventInvalid, "event.runFilter", """runFilter is a JSON object with a pattern over the run's name: {"name": "^train"}.""");
            }
            name = only.Value.GetString();
        }
        return happening.States is null && happening.Metric is null && name is null
            ? RunCondition.None
            : new RunCondition { States = happening.States, Metric = happening.Metric, NamePattern = name };
    }

    private static Refusal Missing(string field, string detail) => Refusal.OfField(ErrorCodes.ActionInvalid, $"action.{field}", detail);
}
