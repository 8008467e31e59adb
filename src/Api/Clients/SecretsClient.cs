using Slipway.Api.Http;
using Slipway.Api.Secrets;

namespace Slipway.Api.Clients;

/// <summary>Team secrets: they go in and never come out (M9).</summary>
public sealed class SecretsClient
{
    private readonly ApiConnection _connection;

    internal SecretsClient(ApiConnection connection) => _connection = connection;

    /// <summary>The team's secrets without their values.</summary>
    public IAsyncEnumerable<SecretResponse> ListAsync(string team, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<SecretResponse>(ApiPath.Of($"teams/{team}/secrets"), pageSize, ct);

    /// <summary>Creates a secret or gives it a new value.</summary>
    public Task<SecretResponse> PutAsync(string team, string name, string value, CancellationToken ct) =>
        _connection.PutAsync<PutSecretRequest, SecretResponse>(
            ApiPath.Of($"teams/{team}/secrets/{name}"), new PutSecretRequest { Value = value }, ct);

    /// <summary>Deletes a secret; while it is in use only with <paramref name="force"/>, which disables its users.</summary>
    public Task DeleteAsync(string team, string name, bool force, CancellationToken ct) =>
        _connection.SendAsync(
            HttpMethod.Delete,
            ApiPath.WithQuery(ApiPath.Of($"teams/{team}/secrets/{name}"), ("force", force ? "true" : null)),
            null,
            ct);

    /// <summary>Wraps every data key anew after a change of the master key; for instance admins.</summary>
    public Task<RewrapResponse> RewrapAsync(CancellationToken ct) =>
        _connection.PostAsync<RewrapResponse>("secrets/rewrap", ct);
}
