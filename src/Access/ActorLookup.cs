using System.Text.Json;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Access.Sessions;
using Slipway.Storage;

namespace Slipway.Access;

/// <summary>Loads actors.</summary>
public sealed class ActorLookup(Database database)
{
    // A key in steady use is noted hourly: often enough to see what is unused, seldom enough to cost nothing.
    private static readonly TimeSpan NoteUseEvery = TimeSpan.FromHours(1);

    /// <summary>The actor whose key this is; null when it is unknown, revoked or expired.</summary>
    public async Task<Actor?> FindByKeyAsync(string key, CancellationToken ct)
    {
        // The prefix of a job's key spares everybody else the second look.
        if (key.StartsWith(ApiKeyText.JobPrefix, StringComparison.Ordinal))
        {
            return await FindJobAsync(key, ct);
        }
        return await FindAsync(CredentialKind.ApiKey, ActorLookupSql.ByKey, new { hash = ApiKeyText.Hash(key), every = InstantText.ToMicroseconds(NoteUseEvery) },
            ActorLookupSql.KeyUsed, ct);
    }

    /// <summary>The actor who signed in, as a key of theirs would give; null when the session is unknown or over.</summary>
    public Task<Actor?> FindBySessionAsync(string token, CancellationToken ct) =>
        FindBySessionAsync(token, ActorLookupSql.SessionSeen, ct);

    /// <summary>The same for a page that looks by itself, which is no use of the session: one that nobody touches grows idle.</summary>
    public Task<Actor?> SeeSessionAsync(string token, CancellationToken ct) => FindBySessionAsync(token, noteUse: null, ct);

    private async Task<Actor?> FindBySessionAsync(string token, string? noteUse, CancellationToken ct) =>
        !SessionToken.IsWellFormed(token) ? null : await FindAsync(CredentialKind.Session, ActorLookupSql.BySession, new
        {
            hash = SessionToken.Hash(token),
            every = InstantText.ToMicroseconds(SessionLimits.NoteUseEvery),
            idle = InstantText.ToMicroseconds(SessionLimits.Idle),
        }, noteUse, ct);

    private async Task<Actor?> FindAsync(CredentialKind kind, string sql, object args, string? noteUse, CancellationToken ct)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync<Row>(sql, args), ct);
        if (rows.Count == 0)
        {
            return null;
        }
        var first = rows[0];
        if (first.NoteUse && noteUse is not null)
        {
            await database.WriteAsync(tx => tx.ExecuteAsync(noteUse, new { first.CredentialId }), ct);
        }
        return new Actor
        {
            Id = first.Id,
            Name = first.Name,
            Kind = first.Kind,
            IsInstanceAdmin = first.IsInstanceAdmin,
            Memberships = rows.Where(row => row.TeamId is not null).ToDictionary(row => new TeamId(row.TeamId!.Value), row => row.Role!.Value),
            Credential = new Credential(kind, first.CredentialId),
        };
    }

    private async Task<Actor?> FindJobAsync(string key, CancellationToken ct)
    {
        var row = await database.ReadAsync(session => session.FirstAsync<JobRow>(ActorLookupSql.ByLimitedKey, new { hash = ApiKeyText.Hash(key) }), ct);
        return row is null ? null : new Actor
        {
            Id = new UserId(0),
            Name = row.Name,
            Kind = ActorKind.Job,
            IsInstanceAdmin = false,
            Memberships = new Dictionary<TeamId, Role>(),
            Credential = new Credential(CredentialKind.JobKey, row.Id),
            CauseDepth = row.Depth,
            Limits = new ActorLimits
            {
                TeamId = row.TeamId,
                ProjectId = row.ProjectId,
                Run = row.RunId,
                ArtifactVersions = JsonSerializer.Deserialize<HashSet<long>>(row.ArtifactVersions)!,
            },
        };
    }

    private sealed record JobRow
    {
        public long Id { get; init; }
        public required string Name { get; init; }
        public TeamId TeamId { get; init; }
        public ProjectId ProjectId { get; init; }
        public long RunId { get; init; }
        public required string ArtifactVersions { get; init; }
        public int Depth { get; init; }
    }

    private sealed record Row
    {
        public UserId Id { get; init; }
        public required string Name { get; init; }
        public ActorKind Kind { get; init; }
        public bool IsInstanceAdmin { get; init; }
        public long? TeamId { get; init; }
        public Role? Role { get; init; }
        public long CredentialId { get; init; }
        public bool NoteUse { get; init; }
    }
}
