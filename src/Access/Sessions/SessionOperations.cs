using Microsoft.Extensions.Logging;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Access.Users;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Sessions;

/// <summary>Signing in to the web app with a password, and out again.</summary>
public sealed partial class SessionOperations(Database database, TimeProvider time, ILogger<SessionOperations> logger)
{
    private const int MaxTextLength = 200;

    /// <summary>
    /// A session for whoever knows the password. A wrong name and a wrong password are the same <c>unauthorized</c>, and take
    /// the same time; after too many of them from there within 15 minutes also the right password is
    /// <c>too_many_attempts</c>.
    /// </summary>
    [Operation(Permission.None)]
    public Task<Outcome<NewSession>> SignInAsync(string userName, string password, SignInPlace place, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var begun = await SignInThrottle.BeginAsync(database, userName, place, ct);
            if (begun.IsRefused(out var tooMany))
            {
                Throttled(logger, place.Address);
                throw new RefusedException(tooMany);
            }
            if (begun.Value.Delay > TimeSpan.Zero)
            {
                Delayed(logger, place.Address);
                await Task.Delay(begun.Value.Delay, time, ct);
            }
            // A name that no user can have might not even be text to the database.
            var user = EntityNames.HasForm(userName)
                ? await database.ReadAsync(session => session.FirstAsync<Credentials>(SessionSql.FindByName, new { userName }), ct)
                : null;
            var wrong = new Refusal(ErrorCodes.Unauthorized, "This name and this password do not belong together.");
            if (!await PasswordCheck.MatchesAsync(password, user?.PasswordHash, ct) || user is null)
            {
                SignInFailed(logger, place.Address);
                throw new RefusedException(wrong);
            }
            var token = SessionToken.Create();
            return await database.WriteAsync(async tx =>
            {
                if (await tx.ScalarAsync<string?>(SessionSql.LockPassword, new { user.Id }) != user.PasswordHash)
                {
                    throw new RefusedException(wrong);
                }
                await SignInThrottle.ForgiveAsync(tx, begun.Value);
                await tx.ExecuteAsync(SessionSql.Clean, new { idle = InstantText.ToMicroseconds(SessionLimits.Idle) });
                var expires = await tx.ScalarAsync<long>(SessionSql.Insert, new
                {
                    user = user.Id,
                    hash = SessionToken.Hash(token),
                    life = InstantText.ToMicroseconds(SessionLimits.Life),
                    agent = Printable(place.UserAgent),
                    address = Printable(place.Address),
                });
                return new NewSession(token, InstantText.FromMicroseconds(expires));
            }, ct);
        });

    /// <summary>Ends the session; one that is over already stays so.</summary>
    [Operation(Permission.None)]
    public Task SignOutAsync(string token, CancellationToken ct) =>
        database.WriteAsync(tx => EndAsync(tx, SessionSql.Delete, new { hash = SessionToken.Hash(token) }), ct);

    /// <summary>Ends all sessions of the actor, this one too. Returns how many.</summary>
    [Operation(Permission.None)]
    public Task<int> SignOutEverywhereAsync(Actor actor, CancellationToken ct) =>
        database.WriteAsync(async tx =>
        {
            var ended = await EndAsync(tx, SessionSql.DeleteAll, new { user = actor.Id });
            if (ended > 0)
            {
                AuditTrail.Append(tx, actor, null, "sessions.ended", actor.Name);
            }
            return ended;
        }, ct);

    /// <summary>The actor's own sessions that live, the one used last first.</summary>
    /// <param name="token">Of the session that asks, which is marked; null for none.</param>
    [Operation(Permission.None)]
    public Task<IReadOnlyList<WebSession>> ListAsync(Actor actor, string? token, CancellationToken ct) =>
        database.ReadAsync(session => session.QueryAsync<WebSession>(SessionSql.List, new
        {
            user = actor.Id,
            hash = SessionToken.Hash(token ?? ""),
            idle = InstantText.ToMicroseconds(SessionLimits.Idle),
        }), ct);

    /// <summary>
    /// Gives the actor another password and ends their other sessions. Wrong guesses of the current one count like those of a
    /// sign-in.
    /// </summary>
    /// <param name="keep">The token of the session that stays; null ends all.</param>
    [Operation(Permission.None)]
    public Task<Outcome<Unit>> ChangePasswordAsync(Actor actor, string current, string next, string? keep, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            if (actor.Kind != ActorKind.User)
            {
                throw new RefusedException(new Refusal(ErrorCodes.Forbidden, "Only people have passwords. Service accounts and jobs have API keys."));
            }
            if (UserOperations.CheckPassword(next) is { } weak)
            {
                throw new RefusedException(Refusal.OfField(weak.Code, "next", weak.Detail));
            }
            var begun = (await SignInThrottle.BeginAsync(database, actor.Id, ct)).Value;
            var user = await database.ReadAsync(session => session.FirstAsync<Credentials>(SessionSql.FindById, new { id = actor.Id }), ct);
            var wrong = Refusal.OfField(ErrorCodes.Invalid, "current", "This is not your current password.");
            if (!await PasswordCheck.MatchesAsync(current, user?.PasswordHash, ct) || user is null)
            {
                throw new RefusedException(wrong);
            }
            var hash = PasswordHash.Of(next);
            return await database.WriteAsync(async tx =>
            {
                Refuse.If(await ActorStanding.RefuseAsync(tx, actor));
                if (await tx.ExecuteAsync(SessionSql.ReplacePassword, new { hash, user.Id, user.PasswordHash }) == 0)
                {
                    throw new RefusedException(wrong);
                }
                await SignInThrottle.ForgiveAsync(tx, begun);
                await EndAsync(tx, SessionSql.DeleteOthers, new { user = user.Id, keep = SessionToken.Hash(keep ?? "") });
                AuditTrail.Append(tx, actor, null, "password.changed", user.Name);
                return Unit.Value;
            }, ct);
        });

    /// <summary>Gives any user a password, also the first one, and ends their sessions. Instance admins.</summary>
    [Operation(Permission.ManageInstance)]
    public Task<Outcome<Unit>> SetPasswordAsync(Actor actor, string userName, string password, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var forbidden = new Refusal(ErrorCodes.Forbidden, "Only an instance admin sets the passwords of others. Your own you change in the web app.");
            if (!actor.IsInstanceAdmin)
            {
                throw new RefusedException(forbidden);
            }
            Refuse.If(UserOperations.CheckPassword(password));
            var hash = PasswordHash.Of(password);
            return await database.WriteAsync(async tx =>
            {
                Refuse.If(await ActorStanding.RefuseAsync(tx, actor));
                if (!actor.IsInstanceAdmin)
                {
                    throw new RefusedException(forbidden);
                }
                if (!EntityNames.HasForm(userName) || await tx.ScalarAsync<long?>(SessionSql.PutPassword, new { hash, userName }) is not { } id)
                {
                    throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"There is no user '{userName}'."));
                }
                await EndAsync(tx, SessionSql.DeleteAll, new { user = id });
                AuditTrail.Append(tx, actor, null, "password.changed", userName);
                return Unit.Value;
            }, ct);
        });

    // The pages that these sessions have open end too.
    private static Task<int> EndAsync(DatabaseTransaction tx, string sql, object args)
    {
        tx.Wake(AccessTopics.Changed);
        return tx.ExecuteAsync(sql, args);
    }

    // Headers come from anyone: what remains is text that every database takes and every page can show.
    private static string? Printable(string? text) =>
        text is null ? null : new string([.. text.Where(letter => letter is >= ' ' and <= '~').Take(MaxTextLength)]);

    [LoggerMessage(Level = LogLevel.Information, Message = "sign_in.failed from {Address}")]
    private static partial void SignInFailed(ILogger logger, string? address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "sign_in.throttled from {Address}")]
    private static partial void Throttled(ILogger logger, string? address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "sign_in.delayed from {Address}: many wrong passwords for one name, from many networks")]
    private static partial void Delayed(ILogger logger, string? address);

    private sealed record Credentials
    {
        public UserId Id { get; init; }
        public required string Name { get; init; }
        public string? PasswordHash { get; init; }
    }
}
