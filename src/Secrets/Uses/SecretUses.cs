using Slipway.Access;
using Slipway.Storage;

namespace Slipway.Secrets.Uses;

/// <summary>
/// Who names which secret. This room may not ask the rooms above, so they note it here, in the transaction that saves
/// them (house.md 2). Deleting a secret by force disables its users; saving a user again enables it.
/// </summary>
public static class SecretUses
{
    private const string Remove = "delete from secret_uses where user_kind = @Kind and user_key = @Key";

    private const string Disabled =
        "select user_key from secret_uses where user_kind = @kind and disabled and user_key in @keys group by user_key";

    private const string OfSecrets =
        """
        select secret_name, user_kind, user_name from secret_uses
        where team_id = @team and secret_name in @names order by user_kind, user_name
        """;

    /// <summary>Notes all secrets that the user names now, instead of those noted before; the user is enabled.</summary>
    public static async Task ReplaceAsync(DatabaseTransaction tx, TeamId team, SecretUser user, IReadOnlyCollection<string> secretNames)
    {
        await tx.ExecuteAsync(Remove, user);
        await tx.InsertManyAsync("secret_uses", ["team_id", "secret_name", "user_kind", "user_key", "user_name", "disabled"],
            [.. secretNames.Distinct().Select(name => new object?[] { team.Value, name, user.Kind, user.Key, user.Name, false })]);
    }

    /// <summary>Forgets a user that is deleted.</summary>
    public static Task RemoveAsync(DatabaseTransaction tx, SecretUser user) => tx.ExecuteAsync(Remove, user);

    /// <summary>Whether a secret that the user names was deleted by force since the user was saved.</summary>
    public static async Task<bool> IsDisabledAsync(DatabaseSession session, SecretUser user) =>
        (await DisabledAsync(session, user.Kind, [user.Key])).Count > 0;

    /// <summary>Those of the users, by key, that a forced deletion disabled.</summary>
    public static async Task<IReadOnlyCollection<string>> DisabledAsync(DatabaseSession session, string kind, IReadOnlyCollection<string> keys) =>
        keys.Count == 0 ? [] : await session.QueryAsync<string>(Disabled, new { kind, keys });

    internal static async Task<ILookup<string, SecretUse>> ListAsync(DatabaseSession session, TeamId team, IReadOnlyCollection<string> names) =>
        (names.Count == 0 ? [] : await session.QueryAsync<SecretUse>(OfSecrets, new { team, names })).ToLookup(use => use.SecretName);

    internal static Task DisableAsync(DatabaseTransaction tx, TeamId team, string name) =>
        tx.ExecuteAsync("update secret_uses set disabled = true where team_id = @team and secret_name = @name", new { team, name });
}
