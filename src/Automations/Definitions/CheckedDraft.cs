using Slipway.Access.Projects;
using Slipway.Launch.Queues;
using Slipway.Registry.Collections;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Definitions;

/// <summary>A draft held against what exists.</summary>
/// <param name="Draft">As written.</param>
/// <param name="Collection">The registered model or artifact of the scope; null when it is none.</param>
/// <param name="Project">The project of the scope; null when it is none.</param>
/// <param name="Action">What it does.</param>
internal sealed record CheckedDraft(AutomationDraft Draft, Collection? Collection, Project? Project, CheckedAction Action);

/// <summary>An action held against what exists.</summary>
/// <param name="Type">As it is stored.</param>
/// <param name="Template">Its payload or overrides.</param>
internal abstract record CheckedAction(string Type, PayloadTemplate Template);

internal sealed record CheckedWebhook(Webhook Webhook, PayloadTemplate Template) : CheckedAction(ActionTypes.Webhook, Template);

internal sealed record CheckedLaunch(Queue Queue, PayloadTemplate Template) : CheckedAction(ActionTypes.Launch, Template);

/// <summary>The actions as they are stored and spelled on the wire.</summary>
internal static class ActionTypes
{
    public const string Webhook = "webhook";

    public const string Launch = "launch";
}
