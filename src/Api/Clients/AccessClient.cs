using Slipway.Api.Access;
using Slipway.Api.Http;

namespace Slipway.Api.Clients;

/// <summary>Users, keys, teams, members, projects, audit.</summary>
public sealed class AccessClient
{
    private readonly ApiConnection _connection;

    internal AccessClient(ApiConnection connection) => _connection = connection;

    /// <summary>Who the key belongs to.</summary>
    public Task<MeResponse> MeAsync(CancellationToken ct) => _connection.GetAsync<MeResponse>("me", ct);

    /// <summary>Makes a user; for instance admins.</summary>
    public Task<UserResponse> CreateUserAsync(CreateUserRequest user, CancellationToken ct) =>
        _connection.PostAsync<CreateUserRequest, UserResponse>("users", user, ct);

    /// <summary>Gives a user a password and ends their sessions; for instance admins.</summary>
    public Task SetPasswordAsync(string user, string password, CancellationToken ct) =>
        _connection.PutAsync(ApiPath.Of($"users/{user}/password"), new SetPasswordRequest { Password = password }, ct);

    /// <summary>The users; for instance admins.</summary>
    public IAsyncEnumerable<UserResponse> ListUsersAsync(int pageSize, CancellationToken ct) =>
        _connection.ListAsync<UserResponse>("users", pageSize, ct);

    /// <summary>The API keys of a user, never their text.</summary>
    public IAsyncEnumerable<ApiKeyResponse> ListApiKeysAsync(string user, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<ApiKeyResponse>(ApiPath.Of($"users/{user}/api-keys"), pageSize, ct);

    /// <summary>Makes an API key, which is shown this once.</summary>
    public Task<CreatedApiKeyResponse> CreateApiKeyAsync(string user, CreateApiKeyRequest key, CancellationToken ct) =>
        _connection.PostAsync<CreateApiKeyRequest, CreatedApiKeyResponse>(ApiPath.Of($"users/{user}/api-keys"), key, ct);

    /// <summary>Revokes an API key.</summary>
    public Task DeleteApiKeyAsync(string user, string id, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Delete, ApiPath.Of($"users/{user}/api-keys/{id}"), null, ct);

    /// <summary>Makes a team; the caller becomes its admin.</summary>
    public Task<TeamResponse> CreateTeamAsync(string name, CancellationToken ct) =>
        _connection.PostAsync<CreateTeamRequest, TeamResponse>("teams", new CreateTeamRequest { Name = name }, ct);

    /// <summary>The teams the caller may see.</summary>
    public IAsyncEnumerable<TeamResponse> ListTeamsAsync(int pageSize, CancellationToken ct) =>
        _connection.ListAsync<TeamResponse>("teams", pageSize, ct);

    /// <summary>One team.</summary>
    public Task<TeamResponse> GetTeamAsync(string team, CancellationToken ct) =>
        _connection.GetAsync<TeamResponse>(ApiPath.Of($"teams/{team}"), ct);

    /// <summary>Deletes a team.</summary>
    public Task DeleteTeamAsync(string team, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Delete, ApiPath.Of($"teams/{team}"), null, ct);

    /// <summary>The members of a team.</summary>
    public IAsyncEnumerable<MemberResponse> ListMembersAsync(string team, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<MemberResponse>(ApiPath.Of($"teams/{team}/members"), pageSize, ct);

    /// <summary>Makes a user a member, or changes the role.</summary>
    public Task<MemberResponse> PutMemberAsync(string team, string user, string role, CancellationToken ct) =>
        _connection.PutAsync<PutMemberRequest, MemberResponse>(
            ApiPath.Of($"teams/{team}/members/{user}"), new PutMemberRequest { Role = role }, ct);

    /// <summary>Ends a membership.</summary>
    public Task DeleteMemberAsync(string team, string user, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Delete, ApiPath.Of($"teams/{team}/members/{user}"), null, ct);

    /// <summary>Makes a service account with its first key, which is shown this once.</summary>
    public Task<CreatedServiceAccountResponse> CreateServiceAccountAsync(
        string team, CreateServiceAccountRequest account, CancellationToken ct) =>
        _connection.PostAsync<CreateServiceAccountRequest, CreatedServiceAccountResponse>(
            ApiPath.Of($"teams/{team}/service-accounts"), account, ct);

    /// <summary>Makes a project.</summary>
    public Task<ProjectResponse> CreateProjectAsync(string team, string name, CancellationToken ct) =>
        _connection.PostAsync<CreateProjectRequest, ProjectResponse>(
            ApiPath.Of($"teams/{team}/projects"), new CreateProjectRequest { Name = name }, ct);

    /// <summary>The projects of a team.</summary>
    public IAsyncEnumerable<ProjectResponse> ListProjectsAsync(string team, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<ProjectResponse>(ApiPath.Of($"teams/{team}/projects"), pageSize, ct);

    /// <summary>The audit trail, newest first; all that the caller may see when <paramref name="team"/> is null.</summary>
    public IAsyncEnumerable<AuditEntryResponse> ListAuditAsync(string? team, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<AuditEntryResponse>(ApiPath.WithQuery("audit", ("team", team)), pageSize, ct);
}
