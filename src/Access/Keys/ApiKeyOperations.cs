using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Keys;

/// <summary>API keys: shown once, stored hashed, revocable.</summary>
public sealed class ApiKeyOperations(Database database)
{
    /// <summary>Creates a key: people for themselves, the admins of its team for a service account, instance admins for anyone.</summary>
    [Operation(Permission.None)]
    public Task<Outcome<NewApiKey>> CreateAsync(Actor actor, string userName, string? description, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var user = await FindUserAsync(tx, actor, userName);
            if (description is { Length: > 255 })
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.Invalid, "description", "A description has at most 255 characters."));
            }
            var key = await InsertAsync(tx, user, actor.Id, description, ApiKeyText.Create());
            AuditTrail.Append(tx, actor, null, "api_key.created", userName, description);
            return key;
        }, ct);

    [Operation(Permission.None)]
    public Task<Outcome<IReadOnlyList<ApiKey>>> ListAsync(Actor actor, string userName, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<ApiKey>>(async session =>
        {
            var user = await FindUserAsync(session, actor, userName);
            return await session.QueryAsync<ApiKey>(ApiKeySql.List, new { user = user, before = page.Before, fetch = page.Fetch });
        }, ct);

    /// <summary>Revokes a key at once.</summary>
    [Operation(Permission.None)]
    public Task<Outcome<Unit>> RevokeAsync(Actor actor, string userName, string id, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var user = await FindUserAsync(tx, actor, userName);
            var revoked = long.TryParse(id, out var key)
                && await tx.ExecuteAsync(ApiKeySql.Revoke,
                    new { key, user = user }) == 1;
            if (!revoked)
            {
                throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"'{userName}' has no key '{id}'."));
            }
            tx.Wake(AccessTopics.Changed);
            AuditTrail.Append(tx, actor, null, "api_key.revoked", userName, id);
            return Unit.Value;
        }, ct);

    internal static async Task<NewApiKey> InsertAsync(DatabaseTransaction tx, UserId user, UserId by, string? description, string key) =>
        new(await tx.ScalarAsync<long>(ApiKeySql.Insert, new { user, hash = ApiKeyText.Hash(key), description, by }), key, description);

    private static async Task<UserId> FindUserAsync(DatabaseSession session, Actor actor, string userName)
    {
        Refuse.If(session is DatabaseTransaction acting ? await ActorStanding.RefuseAsync(acting, actor) : null);
        var missing = new Refusal(ErrorCodes.NotFound, $"There is no user '{userName}' whose keys are yours to see.");
        if ((actor.Name != userName || actor.Kind != ActorKind.User) && !actor.IsInstanceAdmin)
        {
            // Were they its own, a key that leaked would make others, which would outlive it.
            return await AdministersServiceAsync(session, actor, userName) ?? throw new RefusedException(actor.Kind == ActorKind.Service && actor.Name == userName
                ? new Refusal(ErrorCodes.Forbidden, "The keys of a service account are made, listed and revoked by the admins of its team.")
                : missing);
        }
        return await session.ScalarAsync<long?>(ApiKeySql.FindUser, new { userName }) is { } id
            ? new UserId(id)
            : throw new RefusedException(missing);
    }

    // The admins of its team hold a service account's keys.
    private static async Task<UserId?> AdministersServiceAsync(DatabaseSession session, Actor actor, string name)
    {
        var row = await session.FirstAsync<ServiceRow>(ApiKeySql.FindService, new { name });
        if (row is not null && session is DatabaseTransaction acting)
        {
            await ActorStanding.RefuseAsync(acting, actor, row.HomeTeam);
        }
        return row is not null && actor.May(Permission.ManageTeam, row.HomeTeamId) ? row.Id : null;
    }

    private sealed record ServiceRow
    {
        public UserId Id { get; init; }
        public TeamId HomeTeamId { get; init; }
        public required string HomeTeam { get; init; }
    }
}

/// <summary>A key at its birth, the only time that its text is known.</summary>
public sealed record NewApiKey(long Id, string Key, string? Description)
{
    public override string ToString() => $"API key {Id} (***)";
}

/// <summary>A key as it is listed: never its text.</summary>
public sealed record ApiKey
{
    public required long Id { get; init; }

    public string? Description { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }
}
