using Slipway.Access.Projects;
using Slipway.Api.Automations;
using Slipway.Launch.Queues;
using Slipway.Registry.Collections;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Definitions;

/// <summary>Settings held against what exists.</summary>
/// <param name="Settings">As settled.</param>
/// <param name="Collection">The registered model or artifact of the scope; null when it is none.</param>
/// <param name="Project">The project of the scope; null when it is none.</param>
/// <param name="Action">What it does.</param>
internal sealed record CheckedSettings(AutomationSettings Settings, Collection? Collection, Project? Project, CheckedAction Action);

/// <summary>An action held against what exists.</summary>
/// <param name="Template">Its payload or overrides.</param>
internal abstract record CheckedAction(PayloadTemplate Template);

internal sealed record CheckedWebhook(Webhook Webhook, PayloadTemplate Template) : CheckedAction(Template);

internal sealed record CheckedLaunch(Queue Queue, PayloadTemplate Template) : CheckedAction(Template);
