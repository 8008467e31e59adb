using Slipway.Api;
using Slipway.Automations;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;
using Slipway.Registry.RegisteredModels;

namespace Slipway.Web.Pages.Registry;

/// <summary>What the page of a registered model shows.</summary>
/// <param name="Model">With its card.</param>
/// <param name="Versions">One page of them.</param>
/// <param name="History">One page of it.</param>
/// <param name="Automations">Those on the model, and those on the whole registry.</param>
/// <param name="Last">The newest execution of each automation; one that never ran is absent.</param>
public sealed record ModelView(
    RegisteredModel Model,
    PageResponse<MemberVersion> Versions,
    PageResponse<HistoryEntry> History,
    IReadOnlyList<Automation> Automations,
    IReadOnlyDictionary<AutomationId, Execution> Last);
