using Slipway.Access;
using Slipway.Api;
using Slipway.Registry.RegisteredModels;

namespace Slipway.Web.Pages.Registry;

/// <summary>What the registry's page shows.</summary>
/// <param name="TeamId">Whose it is.</param>
/// <param name="Models">One page of them.</param>
/// <param name="AutomationsOf">How many automations stand on each model; those on the whole registry do not count.</param>
public sealed record RegistryView(TeamId TeamId, PageResponse<RegisteredModel> Models, IReadOnlyDictionary<string, int> AutomationsOf);
