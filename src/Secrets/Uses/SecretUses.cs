using Slipway.Access;
using Slipway.Storage;
using Slipway.Storage.Uses;

namespace Slipway.Secrets.Uses;

/// <summary>Who names which secret.</summary>
public static class SecretUses
{
    private const string OfSecrets =
        """
        select secret_name, user_kind, user_name from secret_uses
        where team_id = @team and secret_name in @names order by user_kind, user_name
        """;

    /// <summary>Where the rooms above note it.</summary>
    public static UseTable Table { get; } = new("secret_uses", "secret_name",
        "select 1 from secrets where secrets.team_id = secret_uses.team_id and secrets.name = secret_uses.secret_name");

    internal static async Task<ILookup<string, SecretUse>> ListAsync(DatabaseSession session, TeamId team, IReadOnlyCollection<string> names) =>
        (names.Count == 0 ? [] : await session.QueryAsync<SecretUse>(OfSecrets, new { team, names })).ToLookup(use => use.SecretName);

    internal static Task DisableAsync(DatabaseTransaction tx, TeamId team, string name) =>
        tx.ExecuteAsync("update secret_uses set disabled = true where team_id = @team and secret_name = @name", new { team, name });
}
