using Slipway.Access;
using Slipway.Storage;
using Slipway.Storage.Uses;

namespace Slipway.Secrets.Uses;

/// <summary>Who names which secret.</summary>
public static class SecretUses
{
    /// <summary>Where the rooms above note it.</summary>
    public static UseTable Table { get; } = new("secret_uses", "secret_name",
        SecretUsesSql.IsThere);

    internal static async Task<ILookup<string, SecretUse>> ListAsync(DatabaseSession session, TeamId team, IReadOnlyCollection<string> names) =>
        (names.Count == 0 ? [] : await session.QueryAsync<SecretUse>(SecretUsesSql.OfSecrets, new { team, names })).ToLookup(use => use.SecretName);

    internal static Task DisableAsync(DatabaseTransaction tx, TeamId team, string name) =>
        tx.ExecuteAsync(SecretUsesSql.Disable, new { team, name });
}
