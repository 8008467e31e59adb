using System.Text;
using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Access.Teams;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Secrets.Stores;
using Slipway.Secrets.Uses;
using Slipway.Secrets.Values;
using Slipway.Storage;

namespace Slipway.Secrets.Definitions;

/// <summary>Team secrets (M9): admins put and delete them; members see names; nobody sees a value.</summary>
public sealed class SecretOperations(Database database, ISecretStore store, IEnumerable<ReservedSecretNames> reserved)
{
    /// <summary>Longest value, in bytes of UTF-8.</summary>
    public const int MaxValueBytes = 64 * 1024;

    private const string Things = "secrets";

    /// <summary>
    /// Creates a secret or gives it a new value, which counts from the next attempt on. Refusals: <c>name_invalid</c>,
    /// <c>name_reserved</c>, <c>invalid</c> (empty), <c>too_large</c>.
    /// </summary>
    [Operation(Permission.ManageSecrets)]
    public Task<Outcome<SavedSecret>> PutAsync(Actor actor, string teamName, string name, SecretValue value, CancellationToken ct) =>
        Outcome.OfAsync(() => SaveAsync(actor, teamName, name, value, mustBeNew: false, ct));

    /// <summary><see cref="PutAsync"/> with a value as a person typed it.</summary>
    [Operation(Permission.ManageSecrets)]
    public Task<Outcome<SavedSecret>> PutTypedAsync(Actor actor, string teamName, string name, string value, CancellationToken ct) =>
        Outcome.OfAsync(() => SaveAsync(actor, teamName, name, new SecretValue(value), mustBeNew: false, ct));

    /// <summary><see cref="PutTypedAsync"/>, but a secret of that name stays as it is: <c>name_taken</c>.</summary>
    [Operation(Permission.ManageSecrets)]
    public Task<Outcome<SavedSecret>> CreateTypedAsync(Actor actor, string teamName, string name, string value, CancellationToken ct) =>
        Outcome.OfAsync(() => SaveAsync(actor, teamName, name, new SecretValue(value), mustBeNew: true, ct));

    private async Task<SavedSecret> SaveAsync(
        Actor actor, string teamName, string name, SecretValue value, bool mustBeNew, CancellationToken ct)
    {
        // Sealing may be a network call to a secret manager, so it stands between two transactions.
        var allowed = await database.ReadAsync(session => TeamAccess.RequireAsync(session, actor, teamName, Permission.ManageSecrets), ct);
        Refuse.If(SecretName.Check(name, reserved) ?? CheckValue(value));

        var place = new SecretPlace(allowed.Id, name);
        if (mustBeNew && await database.ReadAsync(session => session.FirstAsync<SecretRow>(SecretSql.Find, new { team = place.Team, name }), ct) is not null)
        {
            throw new RefusedException(NameTaken(name));
        }

        var content = await store.SealAsync(place, value, ct);
        SecretRow? former = null;
        var saved = await database.WriteAsync(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageSecrets);
            var args = new { team = place.Team, name, content.KeyId, content.Bytes, by = actor.Name };
            former = await tx.FirstAsync<SecretRow>(SecretSql.Lock, args);
            var isNew = former is null && await tx.ScalarAsync<long?>(SecretSql.Insert, args) is not null;
            if (mustBeNew && !isNew)
            {
                throw new RefusedException(NameTaken(name));
            }
            // Put by somebody else at this moment, and perhaps deleted again by a third.
            if (!isNew && (former ??= await tx.FirstAsync<SecretRow>(SecretSql.Lock, args)) is null)
            {
                throw new RefusedException(new Refusal(ErrorCodes.Conflict, $"Secret '{name}' was put and deleted by others this moment. Try again."));
            }
            if (isNew)
            {
                await TeamUses.CountAsync(tx, place.Team, Things, 1);
            }
            else
            {
                await tx.ExecuteAsync(SecretSql.Replace, args);
            }
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), isNew ? "secret.created" : "secret.updated", name);
            var row = (await tx.FirstAsync<SecretRow>(SecretSql.Find, args))!;
            var uses = await SecretUses.ListAsync(tx, place.Team, [name]);
            return new SavedSecret(row.ToSecret() with { UsedBy = [.. uses[name]] }, isNew);
        }, ct);
        if (former is not null)
        {
            await store.DiscardAsync(place, former.Content, ct);
        }
        return saved;
    }

    /// <summary>The team's secrets, newest first, without values.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<Secret>>> ListAsync(Actor actor, string teamName, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<Secret>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            var rows = await session.QueryAsync<SecretRow>(SecretSql.List, new { team = team.Id, before = page.Before, fetch = page.Fetch });
            var uses = await SecretUses.ListAsync(session, team.Id, [.. rows.Select(row => row.Name)]);
            return [.. rows.Select(row => row.ToSecret() with { UsedBy = [.. uses[row.Name]] })];
        }, ct);

    /// <summary>
    /// Deletes a secret. While something names it: <c>secret_in_use</c> with the users; by force it goes all the same and
    /// they are disabled.
    /// </summary>
    [Operation(Permission.ManageSecrets)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, string teamName, string name, bool force, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            SecretRow? former = null;
            var deleted = await database.WriteAsync(async tx =>
            {
                var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageSecrets);
                // Who saves something that names it holds it: either that is seen here, or the secret is not seen there.
                former = await tx.FirstAsync<SecretRow>(SecretSql.Lock, new { team = team.Id, name });
                if (former is null)
                {
                    throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"Team '{teamName}' has no secret '{name}'."));
                }
                var uses = (await SecretUses.ListAsync(tx, team.Id, [name]))[name].ToList();
                if (uses.Count > 0 && !force)
                {
                    throw new RefusedException(InUse(name, uses));
                }
                await SecretUses.DisableAsync(tx, team.Id, name);
                await tx.ExecuteAsync(SecretSql.Delete, new { team = team.Id, name });
                await TeamUses.CountAsync(tx, team.Id, Things, -1);
                AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "secret.deleted", name,
                    uses.Count == 0 ? null : $"disabled {Describe(uses)}");
                return Unit.Value;
            }, ct);
            await store.DiscardAsync(former!.Place, former.Content, ct);
            return deleted;
        });

    private static Refusal? CheckValue(SecretValue value) => Encoding.UTF8.GetByteCount(value.Reveal()) switch
    {
        0 => Refusal.OfField(ErrorCodes.Invalid, "value", "A secret has a value. To take it away, delete the secret."),
        > MaxValueBytes => Refusal.OfField(ErrorCodes.TooLarge, "value", $"A secret's value has at most {MaxValueBytes} bytes."),
        _ => null,
    };

    private static Refusal NameTaken(string name) => Refusal.OfField(ErrorCodes.NameTaken, "name",
        $"This team has a secret '{name}' already. Give that one a new value, or choose another name.");

    private static Refusal InUse(string name, IReadOnlyList<SecretUse> uses) =>
        new(ErrorCodes.SecretInUse,
            $"Secret '{name}' is named by {Describe(uses)}. Change them first, or delete by force, which disables them.",
            Facts: new Dictionary<string, object?>
            {
                ["usedBy"] = uses.Select(use => new UserOfThingResponse { Kind = use.UserKind, Name = use.UserName }).ToArray(),
            });

    private static string Describe(IEnumerable<SecretUse> uses) => string.Join(", ", uses.Select(use => $"{use.UserKind} '{use.UserName}'"));
}
