using Slipway.Api.Artifacts;
using Slipway.Api.Http;
using Slipway.Api.Transfers;

namespace Slipway.Api.Clients;

/// <summary>Artifacts and their files.</summary>
public sealed class ArtifactsClient
{
    private readonly ApiConnection _connection;
    private readonly TimeProvider _time;

    internal ArtifactsClient(ApiConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
    }

    /// <summary>
    /// Publishes files as a new version: hashes them, uploads what the server lacks (resuming what broke off) and
    /// commits. Content equal to the newest version's answers that version.
    /// </summary>
    public async Task<VersionResponse> PublishAsync(
        string team, string project, string name, PublishPlan plan, TransferOptions options, CancellationToken ct)
    {
        var hashed = await FileHasher.HashAsync(plan.Files, options, ct);
        var request = new CreateVersionRequest
        {
            Type = plan.Type,
            Description = plan.Description,
            Metadata = plan.Metadata,
            Aliases = plan.Aliases,
            Run = plan.Run,
            Files = hashed,
        };
        var sources = plan.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var uploader = new FileUploader(_connection, _time);
        var id = await UploadAsync(
            () => CreateVersionAsync(team, project, name, request, ct),
            created => uploader.UploadAsync(created.Uploads, sources, options, ct));
        return await CommitAsync(team, project, name, id, ct);
    }

    /// <summary>
    /// Announces and uploads until nothing is asked for any more: upload URLs live for an hour, and a publish may take
    /// longer. Answers the version's id.
    /// </summary>
    /// <exception cref="TransferException">Fresh URLs let nothing through either.</exception>
    private static async Task<string> UploadAsync(
        Func<Task<CreatedVersionResponse>> announce, Func<CreatedVersionResponse, Task<(bool HasExpired, bool HasGained)>> upload)
    {
        while (true)
        {
            var created = await announce();
            if (created.State != VersionStates.Pending || await upload(created) is not { HasExpired: true } tried)
            {
                return created.Id;
            }

            if (!tried.HasGained)
            {
                throw new TransferException(
                    "The server gives upload URLs and refuses each of them as expired. If several servers share the database, do their clocks agree?");
            }
        }
    }

    /// <summary>Announces a version; upload what it asks for, then commit.</summary>
    public Task<CreatedVersionResponse> CreateVersionAsync(
        string team, string project, string name, CreateVersionRequest version, CancellationToken ct) =>
        _connection.PostAsync<CreateVersionRequest, CreatedVersionResponse>(
            $"{Artifact(team, project, name)}/versions", version, ct);

    /// <summary>Makes an announced version whole and immutable; repeating it answers the same version.</summary>
    public Task<VersionResponse> CommitAsync(
        string team, string project, string name, string id, CancellationToken ct) =>
        _connection.PostAsync<VersionResponse>(
            $"{Artifact(team, project, name)}/{ApiPath.Of($"versions/{id}/commit")}", ct);

    /// <summary>The artifacts of a project, newest first.</summary>
    public IAsyncEnumerable<ArtifactResponse> ListAsync(string team, string project, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<ArtifactResponse>(
            ApiPath.Of($"teams/{team}/projects/{project}/artifacts"), pageSize, ct);

    /// <summary>The committed versions of an artifact, newest first.</summary>
    public IAsyncEnumerable<VersionResponse> ListVersionsAsync(
        string team, string project, string name, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<VersionResponse>($"{Artifact(team, project, name)}/versions", pageSize, ct);

    /// <summary>One version, by <c>v3</c> or by alias.</summary>
    public Task<VersionResponse> GetVersionAsync(
        string team, string project, string name, string versionOrAlias, CancellationToken ct) =>
        _connection.GetAsync<VersionResponse>(Version(team, project, name, versionOrAlias), ct);

    /// <summary>The files of a version.</summary>
    public IAsyncEnumerable<FileResponse> ListFilesAsync(
        string team, string project, string name, string versionOrAlias, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<FileResponse>($"{Version(team, project, name, versionOrAlias)}/files", pageSize, ct);

    /// <summary>Deletes an artifact with all its versions; while one is linked only with <paramref name="force"/>, which unlinks first.</summary>
    public Task DeleteAsync(string team, string project, string name, bool force, CancellationToken ct) =>
        _connection.SendAsync(
            HttpMethod.Delete,
            ApiPath.WithQuery(ApiPath.Of($"teams/{team}/projects/{project}/artifacts/{name}"), ("force", force ? "true" : null)),
            null,
            ct);

    /// <summary>Deletes a version; while it is linked only with <paramref name="force"/>, which unlinks it first.</summary>
    public Task DeleteVersionAsync(
        string team, string project, string name, string version, bool force, CancellationToken ct) =>
        _connection.SendAsync(
            HttpMethod.Delete,
            ApiPath.WithQuery(Version(team, project, name, version), ("force", force ? "true" : null)),
            null,
            ct);

    /// <summary>Puts an alias on a version of the artifact, wherever it stood before.</summary>
    public Task<AliasResponse> MoveAliasAsync(
        string team, string project, string name, string alias, string version, CancellationToken ct) =>
        _connection.PutAsync<PutAliasRequest, AliasResponse>(
            $"{Artifact(team, project, name)}/{ApiPath.Of($"aliases/{alias}")}",
            new PutAliasRequest { Version = version },
            ct);

    /// <summary>Takes an alias off.</summary>
    public Task DeleteAliasAsync(string team, string project, string name, string alias, CancellationToken ct) =>
        _connection.SendAsync(
            HttpMethod.Delete, $"{Artifact(team, project, name)}/{ApiPath.Of($"aliases/{alias}")}", null, ct);

    /// <summary>What a reference names: <c>team/project/name:alias</c> or <c>wandb-artifact://_id/...</c> (M8).</summary>
    public Task<ResolvedReferenceResponse> ResolveAsync(string reference, CancellationToken ct) =>
        _connection.GetAsync<ResolvedReferenceResponse>(
            ApiPath.WithQuery("artifacts/resolve", ("ref", reference)), ct);

    /// <summary>
    /// Downloads what a reference resolved to into a folder, resuming what broke off and checking every file's SHA-256.
    /// Answers the files' full names.
    /// </summary>
    public Task<IReadOnlyList<string>> DownloadAsync(
        ResolvedReferenceResponse resolved, string folder, TransferOptions options, CancellationToken ct) =>
        new FileDownloader(_connection, _time).DownloadAsync(resolved.Files, folder, options, ct);

    private static string Artifact(string team, string project, string name) =>
        ApiPath.Of($"teams/{team}/projects/{project}/artifacts/{name}");

    private static string Version(string team, string project, string name, string version) =>
        ApiPath.Of($"teams/{team}/projects/{project}/artifacts/{name}/versions/{version}");
}
