using System.Text.Json.Nodes;
using Slipway.Api.Automations;
using Slipway.Api.Http;

namespace Slipway.Api.Clients;

/// <summary>Automations and their executions.</summary>
public sealed class AutomationsClient
{
    private readonly ApiConnection _connection;

    internal AutomationsClient(ApiConnection connection) => _connection = connection;

    /// <summary>The team's automations, or those that stand on one registered model (M12).</summary>
    public IAsyncEnumerable<AutomationResponse> ListAsync(
        string team, string? registeredModel, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<AutomationResponse>(
            ApiPath.WithQuery(ApiPath.Of($"teams/{team}/automations"), ("registeredModel", registeredModel)),
            pageSize,
            ct);

    /// <summary>Makes an automation (M11).</summary>
    public Task<AutomationResponse> CreateAsync(string team, AutomationSettings automation, CancellationToken ct) =>
        _connection.PostAsync<AutomationSettings, AutomationResponse>(
            ApiPath.Of($"teams/{team}/automations"), automation, ct);

    /// <summary>One automation.</summary>
    public Task<AutomationResponse> GetAsync(string team, string name, CancellationToken ct) =>
        _connection.GetAsync<AutomationResponse>(ApiPath.Of($"teams/{team}/automations/{name}"), ct);

    /// <summary>Changes what the patch carries: fields of <see cref="AutomationSettings"/> by their names, null for the default.</summary>
    public Task<AutomationResponse> PatchAsync(
        string team, string name, JsonObject patch, CancellationToken ct) =>
        _connection.PatchAsync<JsonObject, AutomationResponse>(
            ApiPath.Of($"teams/{team}/automations/{name}"), patch, ct);

    /// <summary>Deletes an automation; what it started goes on (M13).</summary>
    public Task DeleteAsync(string team, string name, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Delete, ApiPath.Of($"teams/{team}/automations/{name}"), null, ct);

    /// <summary>What an automation did, newest first.</summary>
    /// <param name="state">One of <see cref="ExecutionStates"/>; null for all.</param>
    public IAsyncEnumerable<ExecutionResponse> ListExecutionsAsync(
        string team, string name, string? state, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<ExecutionResponse>(
            ApiPath.WithQuery(ApiPath.Of($"teams/{team}/automations/{name}/executions"), ("state", state)), pageSize, ct);

    /// <summary>What an automation would have done with past events; nothing is saved or sent.</summary>
    public Task<AutomationPreviewResponse> PreviewAsync(
        string team, PreviewAutomationRequest preview, CancellationToken ct) =>
        _connection.PostAsync<PreviewAutomationRequest, AutomationPreviewResponse>(
            ApiPath.Of($"teams/{team}/automations/preview"), preview, ct);
}
