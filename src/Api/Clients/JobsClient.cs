using Slipway.Api.Http;
using Slipway.Api.Jobs;

namespace Slipway.Api.Clients;

/// <summary>Jobs and their versions.</summary>
public sealed class JobsClient
{
    private readonly ApiConnection _connection;

    internal JobsClient(ApiConnection connection) => _connection = connection;

    /// <summary>Makes a job, or the next version of it (M16).</summary>
    public Task<JobVersionResponse> CreateAsync(string team, string project, CreateJobRequest job, CancellationToken ct) =>
        _connection.PostAsync<CreateJobRequest, JobVersionResponse>(ApiPath.Of($"teams/{team}/projects/{project}/jobs"), job, ct);

    /// <summary>The jobs of a project, newest first.</summary>
    public IAsyncEnumerable<JobResponse> ListAsync(string team, string project, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<JobResponse>(ApiPath.Of($"teams/{team}/projects/{project}/jobs"), pageSize, ct);

    /// <summary>The versions of a job, newest first.</summary>
    public IAsyncEnumerable<JobVersionResponse> ListVersionsAsync(
        string team, string project, string name, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<JobVersionResponse>(ApiPath.Of($"teams/{team}/projects/{project}/jobs/{name}/versions"), pageSize, ct);

    /// <summary>One version, by <c>v3</c> or by alias.</summary>
    public Task<JobVersionResponse> GetVersionAsync(
        string team, string project, string name, string versionOrAlias, CancellationToken ct) =>
        _connection.GetAsync<JobVersionResponse>(
            ApiPath.Of($"teams/{team}/projects/{project}/jobs/{name}/versions/{versionOrAlias}"), ct);
}
