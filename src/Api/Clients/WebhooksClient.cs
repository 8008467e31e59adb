using System.Text.Json.Nodes;
using Slipway.Api.Http;
using Slipway.Api.Webhooks;

namespace Slipway.Api.Clients;

/// <summary>Webhooks and deliveries.</summary>
public sealed class WebhooksClient
{
    private readonly ApiConnection _connection;

    internal WebhooksClient(ApiConnection connection) => _connection = connection;

    /// <summary>The team's webhooks.</summary>
    public IAsyncEnumerable<WebhookResponse> ListAsync(string team, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<WebhookResponse>(ApiPath.Of($"teams/{team}/webhooks"), pageSize, ct);

    /// <summary>Makes a webhook (M4).</summary>
    public Task<WebhookResponse> CreateAsync(string team, WebhookSettings webhook, CancellationToken ct) =>
        _connection.PostAsync<WebhookSettings, WebhookResponse>(ApiPath.Of($"teams/{team}/webhooks"), webhook, ct);

    /// <summary>One webhook.</summary>
    public Task<WebhookResponse> GetAsync(string team, string name, CancellationToken ct) =>
        _connection.GetAsync<WebhookResponse>(ApiPath.Of($"teams/{team}/webhooks/{name}"), ct);

    /// <summary>Changes what the patch carries: fields of <see cref="WebhookSettings"/> by their names, null for the default.</summary>
    public Task<WebhookResponse> PatchAsync(string team, string name, JsonObject patch, CancellationToken ct) =>
        _connection.PatchAsync<JsonObject, WebhookResponse>(ApiPath.Of($"teams/{team}/webhooks/{name}"), patch, ct);

    /// <summary>Deletes a webhook; while it is in use only with <paramref name="force"/>, which disables its users.</summary>
    public Task DeleteAsync(string team, string name, bool force, CancellationToken ct) =>
        _connection.SendAsync(
            HttpMethod.Delete,
            ApiPath.WithQuery(ApiPath.Of($"teams/{team}/webhooks/{name}"), ("force", force ? "true" : null)),
            null,
            ct);

    /// <summary>Sends one test request by the real path (M14).</summary>
    public Task<WebhookTestResponse> TestAsync(string team, string name, TestWebhookRequest test, CancellationToken ct) =>
        _connection.PostAsync<TestWebhookRequest, WebhookTestResponse>(
            ApiPath.Of($"teams/{team}/webhooks/{name}/test"), test, ct);

    /// <summary>The same for a webhook that is not saved; for team admins (M14).</summary>
    public Task<WebhookTestResponse> TestUnsavedAsync(string team, TestUnsavedWebhookRequest test, CancellationToken ct) =>
        _connection.PostAsync<TestUnsavedWebhookRequest, WebhookTestResponse>(
            ApiPath.Of($"teams/{team}/webhooks/test"), test, ct);

    /// <summary>The team's deliveries, newest first; each filter may be null.</summary>
    public IAsyncEnumerable<DeliveryResponse> ListDeliveriesAsync(
        string team, string? webhook, string? automation, string? state, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<DeliveryResponse>(
            ApiPath.WithQuery(
                ApiPath.Of($"teams/{team}/deliveries"),
                ("webhook", webhook),
                ("automation", automation),
                ("state", state)),
            pageSize,
            ct);

    /// <summary>One delivery with its attempts.</summary>
    public Task<DeliveryDetailResponse> GetDeliveryAsync(string team, string id, CancellationToken ct) =>
        _connection.GetAsync<DeliveryDetailResponse>(ApiPath.Of($"teams/{team}/deliveries/{id}"), ct);

    /// <summary>One more attempt of a delivery, with the same <c>webhook-id</c>.</summary>
    public Task RedeliverAsync(string team, string id, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Post, ApiPath.Of($"teams/{team}/deliveries/{id}/redeliver"), null, ct);

    /// <summary>Ends a delivery that still waits.</summary>
    public Task CancelAsync(string team, string id, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Post, ApiPath.Of($"teams/{team}/deliveries/{id}/cancel"), null, ct);
}
