using Slipway.Api.Agents;
using Slipway.Api.Http;

namespace Slipway.Api.Clients;

/// <summary>Agents as people see and steer them.</summary>
public sealed class AgentsClient
{
    private readonly ApiConnection _connection;

    internal AgentsClient(ApiConnection connection) => _connection = connection;

    /// <summary>The team's agents, newest first.</summary>
    public IAsyncEnumerable<AgentResponse> ListAsync(string team, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<AgentResponse>(ApiPath.Of($"teams/{team}/agents"), pageSize, ct);

    /// <summary>One agent.</summary>
    public Task<AgentResponse> GetAsync(string team, string agent, CancellationToken ct) =>
        _connection.GetAsync<AgentResponse>(ApiPath.Of($"teams/{team}/agents/{agent}"), ct);

    /// <summary>Lets an agent drain or end; for team admins.</summary>
    public Task<AgentResponse> PatchAsync(string team, string agent, PatchAgentRequest patch, CancellationToken ct) =>
        _connection.PatchAsync<PatchAgentRequest, AgentResponse>(ApiPath.Of($"teams/{team}/agents/{agent}"), patch, ct);

    /// <summary>Forgets an agent that has nothing left; for team admins.</summary>
    public Task DeleteAsync(string team, string agent, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Delete, ApiPath.Of($"teams/{team}/agents/{agent}"), null, ct);

    /// <summary>Makes a registration token; for team admins.</summary>
    public Task<AgentTokenResponse> CreateTokenAsync(string team, CreateAgentTokenRequest token, CancellationToken ct) =>
        _connection.PostAsync<CreateAgentTokenRequest, AgentTokenResponse>(ApiPath.Of($"teams/{team}/agents/tokens"), token, ct);
}
