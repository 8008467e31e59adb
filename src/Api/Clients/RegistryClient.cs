using Slipway.Api.Artifacts;
using Slipway.Api.Http;
using Slipway.Api.Registry;

namespace Slipway.Api.Clients;

/// <summary>Registered models, links, aliases, tags, in the team's default registry.</summary>
public sealed class RegistryClient
{
    private readonly ApiConnection _connection;

    internal RegistryClient(ApiConnection connection) => _connection = connection;

    /// <summary>Makes a registered model.</summary>
    public Task<RegisteredModelResponse> CreateModelAsync(
        string team, CreateRegisteredModelRequest model, CancellationToken ct) =>
        _connection.PostAsync<CreateRegisteredModelRequest, RegisteredModelResponse>(
            ApiPath.Of($"teams/{team}/registry/models"), model, ct);

    /// <summary>The registered models, newest first; each filter may be null.</summary>
    public IAsyncEnumerable<RegisteredModelResponse> ListModelsAsync(
        string team, string? search, string? tag, string? alias, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<RegisteredModelResponse>(
            ApiPath.WithQuery(
                ApiPath.Of($"teams/{team}/registry/models"), ("search", search), ("tag", tag), ("alias", alias)),
            pageSize,
            ct);

    /// <summary>One registered model.</summary>
    public Task<RegisteredModelResponse> GetModelAsync(string team, string model, CancellationToken ct) =>
        _connection.GetAsync<RegisteredModelResponse>(Model(team, model), ct);

    /// <summary>Changes what the patch carries.</summary>
    public Task<RegisteredModelResponse> PatchModelAsync(
        string team, string model, PatchRegisteredModelRequest patch, CancellationToken ct) =>
        _connection.PatchAsync<PatchRegisteredModelRequest, RegisteredModelResponse>(Model(team, model), patch, ct);

    /// <summary>Deletes a registered model with its links; ends the automations that stand on it (M13).</summary>
    public Task DeleteModelAsync(string team, string model, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Delete, Model(team, model), null, ct);

    /// <summary>Links a version (M1); linking what is linked already answers the existing link.</summary>
    public Task<RegisteredVersionResponse> LinkAsync(
        string team, string model, LinkVersionRequest link, CancellationToken ct) =>
        _connection.PostAsync<LinkVersionRequest, RegisteredVersionResponse>($"{Model(team, model)}/versions", link, ct);

    /// <summary>The versions of a registered model, newest first.</summary>
    public IAsyncEnumerable<RegisteredVersionResponse> ListVersionsAsync(
        string team, string model, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<RegisteredVersionResponse>($"{Model(team, model)}/versions", pageSize, ct);

    /// <summary>One version, by <c>v3</c> or by alias.</summary>
    public Task<RegisteredVersionResponse> GetVersionAsync(
        string team, string model, string versionOrAlias, CancellationToken ct) =>
        _connection.GetAsync<RegisteredVersionResponse>(Version(team, model, versionOrAlias), ct);

    /// <summary>Unlinks a version; the source stays.</summary>
    public Task UnlinkAsync(string team, string model, string version, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Delete, Version(team, model, version), null, ct);

    /// <summary>Puts an alias on a version, wherever it stood before (M2).</summary>
    public Task<AliasResponse> MoveAliasAsync(
        string team, string model, string alias, string version, CancellationToken ct) =>
        _connection.PutAsync<PutAliasRequest, AliasResponse>(
            $"{Model(team, model)}/{ApiPath.Of($"aliases/{alias}")}", new PutAliasRequest { Version = version }, ct);

    /// <summary>Takes an alias off.</summary>
    public Task DeleteAliasAsync(string team, string model, string alias, CancellationToken ct) =>
        _connection.SendAsync(
            HttpMethod.Delete, $"{Model(team, model)}/{ApiPath.Of($"aliases/{alias}")}", null, ct);

    /// <summary>Puts a tag on a version.</summary>
    public Task PutTagAsync(string team, string model, string version, string tag, CancellationToken ct) =>
        _connection.SendAsync(
            HttpMethod.Put, $"{Version(team, model, version)}/{ApiPath.Of($"tags/{tag}")}", null, ct);

    /// <summary>Takes a tag off a version.</summary>
    public Task DeleteTagAsync(string team, string model, string version, string tag, CancellationToken ct) =>
        _connection.SendAsync(
            HttpMethod.Delete, $"{Version(team, model, version)}/{ApiPath.Of($"tags/{tag}")}", null, ct);

    /// <summary>What happened to a registered model, newest first.</summary>
    public IAsyncEnumerable<HistoryEntryResponse> ListHistoryAsync(
        string team, string model, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<HistoryEntryResponse>($"{Model(team, model)}/history", pageSize, ct);

    /// <summary>What a version was made from and where it went.</summary>
    public Task<LineageResponse> GetLineageAsync(string team, string model, string version, CancellationToken ct) =>
        _connection.GetAsync<LineageResponse>($"{Version(team, model, version)}/lineage", ct);

    /// <summary>The aliases that only team admins may move.</summary>
    public IAsyncEnumerable<ProtectedAliasResponse> ListProtectedAliasesAsync(
        string team, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<ProtectedAliasResponse>(
            ApiPath.Of($"teams/{team}/registry/protected-aliases"), pageSize, ct);

    /// <summary>Protects an alias; for team admins.</summary>
    public Task<ProtectedAliasResponse> ProtectAliasAsync(string team, string alias, CancellationToken ct) =>
        _connection.PutAsync<ProtectedAliasResponse>(
            ApiPath.Of($"teams/{team}/registry/protected-aliases/{alias}"), ct);

    /// <summary>Ends the protection of an alias; for team admins.</summary>
    public Task UnprotectAliasAsync(string team, string alias, CancellationToken ct) =>
        _connection.SendAsync(
            HttpMethod.Delete, ApiPath.Of($"teams/{team}/registry/protected-aliases/{alias}"), null, ct);

    private static string Model(string team, string model) => ApiPath.Of($"teams/{team}/registry/models/{model}");

    private static string Version(string team, string model, string version) =>
        ApiPath.Of($"teams/{team}/registry/models/{model}/versions/{version}");
}
