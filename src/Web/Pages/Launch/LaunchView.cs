using Slipway.Access;
using Slipway.Api;
using Slipway.Launch.Agents;
using Slipway.Launch.Queues;

namespace Slipway.Web.Pages.Launch;

/// <summary>What the list of a team's queues shows.</summary>
public sealed record LaunchView(TeamId TeamId, PageResponse<QueueStanding> Queues);

/// <summary>What the list of a team's agents shows.</summary>
/// <param name="Tokens">Registration tokens that are still good; none for who may not see them.</param>
public sealed record AgentsView(TeamId TeamId, PageResponse<SeenAgent> Agents, IReadOnlyList<AgentToken> Tokens);
