using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Access.Teams;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Users;

/// <summary>What a new user is. The password may be null: then only keys sign in, until an instance admin sets one.</summary>
public sealed record NewUser(string Name, string? Email, string? Password);

/// <summary>People with accounts. Each is born with an entity of their own name, where their projects stand by default.</summary>
public sealed class UserOperations(Database database, PublicAddress? address = null)
{
    [Operation(Permission.ManageInstance)]
    public Task<Outcome<User>> CreateAsync(Actor actor, NewUser user, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var forbidden = new Refusal(ErrorCodes.Forbidden, "Only an instance admin creates users. Ask whoever runs this server.");
            if (!actor.IsInstanceAdmin)
            {
                throw new RefusedException(forbidden);
            }
            Refuse.If(Check(user, address));
            // Hashing takes its time by design: not while the database's one writer waits.
            var hash = user.Password is null ? null : PasswordHash.Of(user.Password);
            return await database.WriteAsync(async tx =>
            {
                Refuse.If(await ActorStanding.RefuseAsync(tx, actor));
                if (!actor.IsInstanceAdmin)
                {
                    throw new RefusedException(forbidden);
                }
                if (await InsertAsync(tx, user, hash, isInstanceAdmin: false) is not { } id)
                {
                    throw new RefusedException(Refusal.OfField(ErrorCodes.NameTaken, "name", $"A user or team is called '{user.Name}' already."));
                }
                AuditTrail.Append(tx, actor, null, "user.created", user.Name);
                return (await tx.FirstAsync<User>(UserSql.Find, new { id }))!;
            }, ct);
        });

    /// <summary>The people of this server, for an instance admin.</summary>
    [Operation(Permission.ManageInstance)]
    public async Task<Outcome<IReadOnlyList<User>>> ListAsync(Actor actor, PageRequest page, CancellationToken ct) =>
        actor.IsInstanceAdmin
            ? await database.AskAsync(session => session.QueryAsync<User>(UserSql.List, new { before = page.Before, fetch = page.Fetch }), ct)
            : new Refusal(ErrorCodes.Forbidden, "The list of all users is for instance admins. A team's members are at /api/v1/teams/TEAM/members.");

    /// <summary>The person behind an actor; null for a service account.</summary>
    [Operation(Permission.None)]
    public Task<User?> FindAsync(Actor actor, CancellationToken ct) =>
        database.ReadAsync(session => session.FirstAsync<User>(UserSql.Find, new { id = actor.Id }), ct);

    internal static Refusal? Check(NewUser user, PublicAddress? address = null)
    {
        if (EntityNames.CheckEntity(user.Name, address: address) is { } wrong)
        {
            return wrong;
        }
        if (user.Email is { } email && (email.Length > 254 || !email.Contains('@', StringComparison.Ordinal) || email.Any(char.IsControl)))
        {
            return Refusal.OfField(ErrorCodes.Invalid, "email", "This is no e-mail address.");
        }
        return CheckPassword(user.Password);
    }

    internal static Refusal? CheckPassword(string? password) =>
        password is { Length: < PasswordHash.MinLength or > PasswordHash.MaxLength }
            ? Refusal.OfField(ErrorCodes.Invalid, "password", $"A password has {PasswordHash.MinLength} to {PasswordHash.MaxLength} characters.")
            : null;

    internal static async Task<UserId?> InsertAsync(DatabaseTransaction tx, NewUser user, string? passwordHash, bool isInstanceAdmin)
    {
        if (await tx.ExecuteAsync(UserSql.TakeName, new { user.Name }) == 0)
        {
            return null;
        }
        var id = new UserId(await tx.ScalarAsync<long>(UserSql.Insert, new { user.Name, user.Email, hash = passwordHash, admin = isInstanceAdmin }));
        var home = await TeamOperations.CreateAsync(tx, id, user.Name, takeName: false);
        await tx.ExecuteAsync(UserSql.SetHome, new { home = home!.Value, id });
        return id;
    }
}
