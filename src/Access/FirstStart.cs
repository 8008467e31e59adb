using Slipway.Access.Audit;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Access.Users;
using Slipway.Storage;

namespace Slipway.Access;

/// <summary>The credentials of the first admin; null for those to be made.</summary>
public sealed record FirstAdmin(string? ApiKey, string? Password);

/// <summary>Creates user <c>admin</c> when the database has no user yet.</summary>
public sealed class FirstStart(Database database)
{
    public const string AdminName = "admin";

    /// <summary>The admin's key when this call created it; null when there were users already.</summary>
    /// <exception cref="InvalidOperationException">The key given is not of the form of a key.</exception>
    [Operation(Permission.None)]
    public async Task<string?> RunAsync(FirstAdmin admin, CancellationToken ct)
    {
        if (admin.ApiKey is { } given && !ApiKeyText.IsWellFormed(given))
        {
            throw new InvalidOperationException("admin-api-key: a key is 40 characters of A-Z a-z 0-9 _, with an optional 'prefix-' in front.");
        }
        if (await database.ReadAsync(session => session.ScalarAsync<int?>(FirstStartSql.AnyUser), ct) is not null)
        {
            return null;
        }
        // Not before: a server that has its admin goes on with an option that only its first start read.
        if (UserOperations.CheckPassword(admin.Password) is { } refused)
        {
            throw new InvalidOperationException($"admin-password: {refused.Detail}");
        }
        var key = admin.ApiKey ?? ApiKeyText.Create();
        var hash = admin.Password is null ? null : PasswordHash.Of(admin.Password);
        return await database.WriteAsync(async tx =>
        {
            var id = await UserOperations.InsertAsync(tx, new NewUser(AdminName, null, null), hash, isInstanceAdmin: true);
            if (id is null)
            {
                return null;
            }
            await ApiKeyOperations.InsertAsync(tx, id.Value, id.Value, "first key", key);
            AuditTrail.Append(tx, Actor.System, null, "user.created", AdminName, "first start");
            return key;
        }, ct);
    }
}
