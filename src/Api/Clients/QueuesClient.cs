using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Api.Http;
using Slipway.Api.Queues;

namespace Slipway.Api.Clients;

/// <summary>Queues and their items.</summary>
public sealed class QueuesClient
{
    private readonly ApiConnection _connection;

    internal QueuesClient(ApiConnection connection) => _connection = connection;

    /// <summary>The team's queues.</summary>
    public IAsyncEnumerable<QueueResponse> ListAsync(string team, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<QueueResponse>(ApiPath.Of($"teams/{team}/queues"), pageSize, ct);

    /// <summary>Makes a queue; for team admins (M16).</summary>
    public Task<QueueResponse> CreateAsync(string team, QueueSettings queue, CancellationToken ct) =>
        _connection.PostAsync<QueueSettings, QueueResponse>(ApiPath.Of($"teams/{team}/queues"), queue, ct);

    /// <summary>One queue.</summary>
    public Task<QueueResponse> GetAsync(string team, string queue, CancellationToken ct) =>
        _connection.GetAsync<QueueResponse>(ApiPath.Of($"teams/{team}/queues/{queue}"), ct);

    /// <summary>Changes what the patch carries: fields of <see cref="QueueSettings"/> by their names, null for the default.</summary>
    public Task<QueueResponse> PatchAsync(string team, string queue, JsonObject patch, CancellationToken ct) =>
        _connection.PatchAsync<JsonObject, QueueResponse>(ApiPath.Of($"teams/{team}/queues/{queue}"), patch, ct);

    /// <summary>Deletes a queue; while it is in use only with <paramref name="force"/>, which cancels what waits and disables its users.</summary>
    public Task DeleteAsync(string team, string queue, bool force, CancellationToken ct) =>
        _connection.SendAsync(
            HttpMethod.Delete,
            ApiPath.WithQuery(ApiPath.Of($"teams/{team}/queues/{queue}"), ("force", force ? "true" : null)),
            null,
            ct);

    /// <summary>How a queue does (B11).</summary>
    /// <param name="team">The queue's team.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="since">Null for the last hour.</param>
    /// <param name="ct">Stops it.</param>
    public Task<QueueStatisticsResponse> StatisticsAsync(string team, string queue, DateTimeOffset? since, CancellationToken ct) =>
        _connection.GetAsync<QueueStatisticsResponse>(
            ApiPath.WithQuery(
                ApiPath.Of($"teams/{team}/queues/{queue}/statistics"),
                ("since", since?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))),
            ct);

    /// <summary>Queues an item (M16).</summary>
    public Task<ItemResponse> EnqueueAsync(string team, string queue, EnqueueItemRequest item, CancellationToken ct) =>
        _connection.PostAsync<EnqueueItemRequest, ItemResponse>(ApiPath.Of($"teams/{team}/queues/{queue}/items"), item, ct);

    /// <summary>The items of a queue, newest first; the filter may be null.</summary>
    public IAsyncEnumerable<ItemResponse> ListItemsAsync(string team, string queue, string? state, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<ItemResponse>(
            ApiPath.WithQuery(ApiPath.Of($"teams/{team}/queues/{queue}/items"), ("state", state)), pageSize, ct);

    /// <summary>One item with its attempts and its life.</summary>
    public Task<ItemDetailResponse> GetItemAsync(string team, string id, CancellationToken ct) =>
        _connection.GetAsync<ItemDetailResponse>(ApiPath.Of($"teams/{team}/items/{id}"), ct);

    /// <summary>Ends an item: one that waits at once, one that runs as soon as its agent has ended it.</summary>
    public Task<ItemResponse> CancelAsync(string team, string id, CancellationToken ct) =>
        _connection.PostAsync<ItemResponse>(ApiPath.Of($"teams/{team}/items/{id}/cancel"), ct);

    /// <summary>Queues the same once more.</summary>
    public Task<ItemResponse> RerunAsync(string team, string id, CancellationToken ct) =>
        _connection.PostAsync<ItemResponse>(ApiPath.Of($"teams/{team}/items/{id}/rerun"), ct);

    /// <summary>Moves an item that waits: 0 critical to 3 low.</summary>
    public Task<ItemResponse> SetPriorityAsync(string team, string id, int priority, CancellationToken ct) =>
        _connection.PostAsync<SetPriorityRequest, ItemResponse>(
            ApiPath.Of($"teams/{team}/items/{id}/priority"), new SetPriorityRequest { Priority = priority }, ct);
}
