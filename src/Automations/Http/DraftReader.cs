using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Automations.Definitions;
using Slipway.Rest;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Http;

/// <summary>Reads drafts from request bodies; refuses what no version of this room can mean.</summary>
internal static class DraftReader
{
    private const string Registry = "registry";
    private const string RegisteredModel = "registeredModel";

    public static Outcome<AutomationDraft> Read(CreateAutomationRequest body)
    {
        var scope = ReadScope(body.Scope, body.Event.RegisteredModel);
        if (scope.IsRefused(out var refusal))
        {
            return refusal;
        }
        var action = ReadAction(body.Action);
        if (action.IsRefused(out refusal) || RefuseRunFields(body.Event) is { } run && (refusal = run) is not null)
        {
            return refusal;
        }
        return new AutomationDraft
        {
            Name = body.Name,
            Description = string.IsNullOrEmpty(body.Description) ? null : body.Description,
            Enabled = body.Enabled ?? true,
            ScopeType = scope.Value.Type,
            ModelName = scope.Value.Model,
            EventType = EventRules.Canonical(body.Event.Type),
            AliasPattern = body.Event.AliasPattern,
            TagPattern = body.Event.TagPattern,
            Action = action.Value,
        };
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
            if (RefuseRunFields(happening) is { } run)
            {
                return run;
            }
            draft = draft with
            {
                EventType = EventRules.Canonical(happening.Type),
                AliasPattern = happening.AliasPattern,
                TagPattern = happening.TagPattern,
            };
        }
        var model = body.Event.IsSet ? body.Event.Value?.RegisteredModel : null;
        if (body.Scope.IsSet || model is not null)
        {
            var scope = ReadScope(body.Scope.Or(null!), model);
            if (scope.IsRefused(out var refusal))
            {
                return refusal;
            }
            draft = draft with { ScopeType = scope.Value.Type, ModelName = scope.Value.Model };
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

    private static Outcome<(ScopeType Type, string? Model)> ReadScope(AutomationScopeBody? scope, string? shorthand)
    {
        if (scope is null)
        {
            return shorthand is null ? (ScopeType.Registry, null) : (ScopeType.RegisteredModel, shorthand);
        }
        switch (scope.Type)
        {
            case Registry when scope.Name is not null:
                return Refusal.OfField(ErrorCodes.ScopeInvalid, "scope.name", "The scope 'registry' has no name: it is the team's registry. For one model write the type 'registeredModel'.");
            case Registry when shorthand is not null:
                return Refusal.OfField(ErrorCodes.ScopeInvalid, "event.registeredModel", "event.registeredModel and the scope 'registry' contradict each other. Give one of them.");
            case Registry:
                return (ScopeType.Registry, null);
            case RegisteredModel when scope.Name is null && shorthand is null:
                return Refusal.OfField(ErrorCodes.ScopeInvalid, "scope.name", "Name the registered model.");
            case RegisteredModel when scope.Name is not null && shorthand is not null && scope.Name != shorthand:
                return Refusal.OfField(ErrorCodes.ScopeInvalid, "event.registeredModel", "event.registeredModel names another model than the scope. Give one of them.");
            case RegisteredModel:
                return (ScopeType.RegisteredModel, scope.Name ?? shorthand);
            case "project" or "artifact" or "team":
                return Refusal.OfField(ErrorCodes.NotSupported, "scope.type", $"The scope '{scope.Type}' comes with a later version. Use 'registeredModel' or 'registry'.");
            default:
                return Refusal.OfField(ErrorCodes.ScopeInvalid, "scope.type", $"There is no scope '{scope.Type}'. Use 'registeredModel' or 'registry'.");
        }
    }

    private static Outcome<ActionDraft> ReadAction(AutomationActionBody action) => action.Type switch
    {
        "webhook" when action is { Queue: null, Job: null, JobVersion: null, Project: null, Overrides: null } =>
            string.IsNullOrEmpty(action.Webhook)
                ? Refusal.OfField(ErrorCodes.ActionInvalid, "action.webhook", "Name the webhook that the action calls.")
                : new WebhookActionDraft(action.Webhook, PayloadTemplate.TextOf(action.Payload)),
        "webhook" => Refusal.OfField(ErrorCodes.ActionInvalid, "action", "queue, job, jobVersion, project and overrides belong to the action 'launch'. Leave them out."),
        "launch" => Refusal.OfField(ErrorCodes.NotSupported, "action.type", "The action 'launch' comes with a later version. Use 'webhook'."),
        _ => Refusal.OfField(ErrorCodes.ActionInvalid, "action.type", $"There is no action '{action.Type}'. Use 'webhook'."),
    };

    private static Refusal? RefuseRunFields(AutomationEventBody happening) =>
        happening.States is not null || happening.Metric is not null || happening.RunFilter is not null
            ? Refusal.OfField(ErrorCodes.EventInvalid, "event", "states, metric and runFilter belong to events of runs. Leave them out.")
            : null;
}
