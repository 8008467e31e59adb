using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Rest;

namespace Slipway.Automations.Definitions;

/// <summary>
/// What of an automation no team and no right can mend: refused before anything is looked up. What is written in two ways is the
/// same afterwards. Pure.
/// </summary>
internal static class SettingsShape
{
    /// <summary>The settings as they are kept; <c>scope_invalid</c>, <c>event_invalid</c>, <c>action_invalid</c>.</summary>
    /// <param name="before">
    /// What stood before, whose action is kept whatever it is: the webhook that it names may be gone. Null for a new automation.
    /// </param>
    public static Outcome<AutomationSettings> Settle(AutomationSettings settings, AutomationSettings? before = null)
    {
        var shorthand = settings.Event.RegisteredModel;
        if ((CheckScope(settings.Scope, shorthand) ?? (settings.Action == before?.Action ? null : CheckAction(settings.Action)) ?? CheckRuns(settings.Event)) is { } wrong)
        {
            return wrong;
        }
        return settings with
        {
            Description = settings.Description is { Length: > 0 } ? settings.Description : null,
            Scope = settings.Scope is { Type: ScopeType.RegisteredModel, Name: null } ? AutomationScope.OfModel(shorthand!) : settings.Scope,
            Event = settings.Event with { RegisteredModel = null },
            Action = settings.Action switch
            {
                LaunchAction { JobVersion: "" } launch => WithText(launch with { JobVersion = null }),
                var action => WithText(action),
            },
        };
    }

    private static AutomationAction WithText(AutomationAction action) => string.IsNullOrWhiteSpace(action.Template) ? action.With(null) : action;

    private static Refusal? CheckScope(AutomationScope scope, string? shorthand) => scope.Type switch
    {
        ScopeType.Unknown => Wrong("scope.type", "There is no such scope. Use 'registeredModel' or 'registry', for what happens in projects 'project' or 'artifact', or 'team'."),
        ScopeType.Registry when scope.Name is not null =>
            Wrong("scope.name", "The scope 'registry' has no name: it is the team's registry. For one model write the type 'registeredModel'."),
        ScopeType.Team when scope.Name is not null =>
            Wrong("scope.name", "The scope 'team' has no name: it is all of the team's projects. For one of them write the type 'project'."),
        not ScopeType.RegisteredModel when shorthand is not null =>
            Wrong("event.registeredModel", "event.registeredModel and a scope that is none contradict each other. Give one of them."),
        ScopeType.Project when scope.Name is null => Wrong("scope.name", "Name the project."),
        ScopeType.Artifact when scope.Name is null => Wrong("scope.name", "Name the artifact as project/artifact."),
        ScopeType.RegisteredModel when scope.Name is null && shorthand is null => Wrong("scope.name", "Name the registered model."),
        ScopeType.RegisteredModel when scope.Name is not null && shorthand is not null && scope.Name != shorthand =>
            Wrong("event.registeredModel", "event.registeredModel names another model than the scope. Give one of them."),
        _ => null,
    };

    private static Refusal? CheckAction(AutomationAction action) => action switch
    {
        WebhookAction webhook => string.IsNullOrEmpty(webhook.Webhook) ? Missing("webhook", "Name the webhook that the action calls.") : null,
        LaunchAction launch =>
            string.IsNullOrEmpty(launch.Queue) ? Missing("queue", "Name the queue that the run waits in.")
            : string.IsNullOrEmpty(launch.Job) ? Missing("job", "Name the job as team/project/job.")
            : string.IsNullOrEmpty(launch.Project) ? Missing("project", "Name the project that the run goes to.")
            : null,
        { Type: WebhookAction.Word } => Refusal.OfField(ErrorCodes.ActionInvalid, "action", "queue, job, jobVersion, project and overrides belong to the action 'launch'. Leave them out."),
        { Type: LaunchAction.Word } => Refusal.OfField(ErrorCodes.ActionInvalid, "action", "webhook and payload belong to the action 'webhook'. Leave them out."),
        _ => Missing("type", $"There is no action '{action.Type}'. Use 'webhook' or 'launch'."),
    };

    private static Refusal? CheckRuns(AutomationEvent happening) => happening.RunFilter is { Name: null }
        ? Refusal.OfField(ErrorCodes.EventInvalid, "event.runFilter", """runFilter is a JSON object with a pattern over the run's name: {"name": "^train"}.""")
        : null;

    private static Refusal Wrong(string field, string detail) => Refusal.OfField(ErrorCodes.ScopeInvalid, field, detail);

    private static Refusal Missing(string field, string detail) => Refusal.OfField(ErrorCodes.ActionInvalid, $"action.{field}", detail);
}
