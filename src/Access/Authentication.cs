using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Authorization;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access;

/// <summary>Finds the actor of a request by its key. Every address wants one but those marked <see cref="IAllowAnonymous"/>.</summary>
internal sealed class Authentication(RequestDelegate next, ActorLookup actors)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }
        var key = ApiKeyText.FromAuthorization(context.Request.Headers.Authorization.ToString());
        if (key is null)
        {
            await new ProblemResult(new Refusal(ErrorCodes.Unauthorized,
                "Sign in with an API key: 'Authorization: Bearer KEY', or Basic with the key as password.")).ExecuteAsync(context);
            return;
        }
        if (!ApiKeyText.IsWellFormed(key) || await actors.FindByKeyAsync(key, context.RequestAborted) is not { } actor)
        {
            await new ProblemResult(new Refusal(ErrorCodes.Unauthorized, "This API key is unknown or revoked.")).ExecuteAsync(context);
            return;
        }
        context.Features.Set(new ActorFeature(actor));
        await next(context);
    }
}

/// <summary>Loads actors.</summary>
public sealed class ActorLookup(Database database)
{
    // A key in steady use is noted hourly: often enough to see what is unused, seldom enough to cost nothing.
    private static readonly TimeSpan NoteUseEvery = TimeSpan.FromHours(1);

    private const string ByKey =
        """
        select u.id, u.name, u.kind, u.is_instance_admin, m.team_id, m.role, k.id as key_id,
               coalesce(k.last_used_at, 0) < slipway_now() - @every as note_use
        from api_keys k
        join users u on u.id = k.user_id
        left join team_members m on m.user_id = u.id
        where k.key_hash = @hash and k.revoked_at is null
        """;

    private const string ByLimitedKey =
        """
        select name, team_id, project_id, run_id, artifact_versions, depth from limited_keys
        where key_hash = @hash and (expires_at is null or expires_at > slipway_now())
        """;

    /// <summary>The actor whose key this is; null when it is unknown, revoked or expired.</summary>
    public async Task<Actor?> FindByKeyAsync(string key, CancellationToken ct)
    {
        // The prefix of a job's key spares everybody else the second look.
        if (key.StartsWith(ApiKeyText.JobPrefix, StringComparison.Ordinal))
        {
            return await FindJobAsync(key, ct);
        }
        var rows = await database.ReadAsync(session => session.QueryAsync<Row>(ByKey,
            new { hash = ApiKeyText.Hash(key), every = InstantText.ToMicroseconds(NoteUseEvery) }), ct);
        if (rows.Count == 0)
        {
            return null;
        }
        var first = rows[0];
        if (first.NoteUse)
        {
            await database.WriteAsync(tx => tx.ExecuteAsync("update api_keys set last_used_at = slipway_now() where id = @KeyId", new { first.KeyId }), ct);
        }
        return new Actor
        {
            Id = first.Id,
            Name = first.Name,
            Kind = first.Kind,
            IsInstanceAdmin = first.IsInstanceAdmin,
            Memberships = rows.Where(row => row.TeamId is not null).ToDictionary(row => new TeamId(row.TeamId!.Value), row => row.Role!.Value),
        };
    }

    private async Task<Actor?> FindJobAsync(string key, CancellationToken ct)
    {
        var row = await database.ReadAsync(session => session.FirstAsync<JobRow>(ByLimitedKey, new { hash = ApiKeyText.Hash(key) }), ct);
        return row is null ? null : new Actor
        {
            Id = new UserId(0),
            Name = row.Name,
            Kind = ActorKind.Job,
            IsInstanceAdmin = false,
            Memberships = new Dictionary<TeamId, Role>(),
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
        public long KeyId { get; init; }
        public bool NoteUse { get; init; }
    }
}
