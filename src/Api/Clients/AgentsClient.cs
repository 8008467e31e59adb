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

    /// <summary>Forgets an agent; for team admins. One that still has attempts is refused, unless by force: then they are taken from it.</summary>
    public Task DeleteAsync(string team, string agent, bool force, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Delete, ApiPath.Of($"teams/{team}/agents/{agent}") + (force ? "?force=true" : ""), null, ct);

    /// <summary>Makes a registration token; for team admins.</summary>
    public Task<CreatedAgentTokenResponse> CreateTokenAsync(string team, CreateAgentTokenRequest token, CancellationToken ct) =>
        _connection.PostAsync<CreateAgentTokenRequest, CreatedAgentTokenResponse>(ApiPath.Of($"teams/{team}/agents/tokens"), token, ct);

    /// <summary>The registration tokens that are still good, newest first; for team admins.</summary>
    public IAsyncEnumerable<AgentTokenResponse> ListTokensAsync(string team, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<AgentTokenResponse>(ApiPath.Of($"teams/{team}/agents/tokens"), pageSize, ct);

    /// <summary>Takes a registration token back; for team admins.</summary>
    public Task RevokeTokenAsync(string team, string token, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Delete, ApiPath.Of($"teams/{team}/agents/tokens/{token}"), null, ct);
}
