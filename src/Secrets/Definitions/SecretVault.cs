using Microsoft.Extensions.Logging;
using Slipway.Access;
using Slipway.Secrets.Stores;
using Slipway.Secrets.Values;
using Slipway.Storage;

namespace Slipway.Secrets.Definitions;

/// <summary>
/// The one way to a secret's value, for the code that sends requests. No permission is asked here: whoever saved the name
/// that is being resolved was a team admin then.
/// </summary>
public sealed partial class SecretVault(ISecretStore store, ILogger<SecretVault> logger)
{
    /// <summary>The values of those names that exist and open; the others are absent.</summary>
    public async Task<IReadOnlyDictionary<string, SecretValue>> RevealAsync(
        DatabaseSession session, TeamId team, IReadOnlyCollection<string> names, CancellationToken ct)
    {
        var values = new Dictionary<string, SecretValue>();
        if (names.Count == 0)
        {
            return values;
        }
        foreach (var row in await session.QueryAsync<SecretRow>(SecretSql.Reveal, new { team, names }))
        {
            if (await store.OpenAsync(row.Place, row.Content, ct) is { } value)
            {
                values.Add(row.Name, value);
            }
            else
            {
                Unreadable(logger, team.Value, row.Name, row.KeyId);
            }
        }
        return values;
    }

    /// <summary>Names of all secrets of the team, in order.</summary>
    public static Task<IReadOnlyList<string>> NamesAsync(DatabaseSession session, TeamId team) =>
        session.QueryAsync<string>(SecretSql.Names, new { team });

    /// <summary>
    /// As the other, and in a transaction those of the team's secrets that are named here stay until it ends: for who saves
    /// something that names them.
    /// </summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(DatabaseSession session, TeamId team, IReadOnlyCollection<string> named)
    {
        if (named.Count > 0 && session is DatabaseTransaction)
        {
            await session.QueryAsync<string>(SecretSql.Hold, new { team, names = named });
        }
        return await NamesAsync(session, team);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "secret.unreadable team {Team} name {Name} key {KeyId}: its master key is not configured, or the row was tampered with")]
    private static partial void Unreadable(ILogger logger, long team, string name, string keyId);
}
