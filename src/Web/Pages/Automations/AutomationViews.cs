using Slipway.Access;
using Slipway.Api;
using Slipway.Automations;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Automations.Explanations;
using Slipway.Events;
using Slipway.Launch.Queues;
using Slipway.Registry.RegisteredModels;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;

namespace Slipway.Web.Pages.Automations;

/// <summary>The automations of a team.</summary>
/// <param name="TeamId">Whose they are.</param>
/// <param name="Automations">One page of them.</param>
/// <param name="Last">The newest execution of each that ever fired.</param>
public sealed record AutomationsView(
    TeamId TeamId, PageResponse<Automation> Automations, IReadOnlyDictionary<AutomationId, Execution> Last);

/// <summary>One automation with its history.</summary>
/// <param name="TeamId">Whose it is.</param>
/// <param name="Automation">As it stands.</param>
/// <param name="Executions">One page of them.</param>
/// <param name="Events">The newest events, and what it made of each.</param>
public sealed record AutomationPageView(
    TeamId TeamId, Automation Automation, PageResponse<Execution> Executions, IReadOnlyList<ExplainedFor> Events);

/// <summary>One execution: what happened, and what came of it.</summary>
/// <param name="TeamId">Whose it is.</param>
/// <param name="Automation">As it stands now, which may not be as it was then.</param>
/// <param name="Execution">As its delivery or item stands now.</param>
/// <param name="Happened">The event; null when its log is past its retention.</param>
/// <param name="Delivery">With its attempts; null without one.</param>
public sealed record ExecutionView(
    TeamId TeamId, Automation Automation, Execution Execution, LoggedEvent? Happened, DeliveryWithAttempts? Delivery);

/// <summary>What an automation is put together from.</summary>
/// <param name="Models">The newest registered models, for choosing one and for their aliases; with them the one that is chosen already.</param>
/// <param name="HasMoreModels">Whether there are others.</param>
/// <param name="Projects">The projects' names, without the registry.</param>
/// <param name="Webhooks">The team's webhooks.</param>
/// <param name="Queues">The team's queues, with their agents.</param>
/// <param name="Jobs">Each as <c>team/project/job</c>.</param>
/// <param name="Edited">What is edited; null for a new one.</param>
public sealed record AutomationFormView(
    IReadOnlyList<RegisteredModel> Models,
    bool HasMoreModels,
    IReadOnlyList<string> Projects,
    IReadOnlyList<Webhook> Webhooks,
    IReadOnlyList<QueueStanding> Queues,
    IReadOnlyList<string> Jobs,
    Automation? Edited);
