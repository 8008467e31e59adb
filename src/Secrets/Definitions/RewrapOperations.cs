using Microsoft.Extensions.Logging;
using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Secrets.Encryption;
using Slipway.Secrets.ProtectionKeys;
using Slipway.Secrets.Stores;
using Slipway.Storage;

namespace Slipway.Secrets.Definitions;

/// <summary>Rotation of the master key: what is sealed under a former key is wrapped anew; values stay as they are.</summary>
public sealed partial class RewrapOperations(Database database, ISecretStore store, MasterKeyRing ring, ILogger<RewrapOperations> logger)
{
    private const int BatchSize = 100;

    /// <summary>
    /// Wraps every secret of the server under the current master key. Once none is <see cref="RewrapResult.Unreadable"/>,
    /// the former key may be thrown away.
    /// </summary>
    [Operation(Permission.ManageInstance)]
    public Task<Outcome<RewrapResult>> RewrapAsync(Actor actor, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            if (!actor.IsInstanceAdmin)
            {
                throw new RefusedException(new Refusal(ErrorCodes.Forbidden, "Only an instance admin may wrap the secrets anew."));
            }

            var (rewrapped, unreadable, after) = (0, 0, 0L);
            while (true)
            {
                var rows = await database.ReadAsync(session => session.QueryAsync<SecretRow>(
                    SecretSql.UnderOtherKeys, new { after, current = store.CurrentKeyId, limit = BatchSize }), ct);
                foreach (var row in rows)
                {
                    if (await RewrapAsync(row, ct))
                    {
                        rewrapped++;
                    }
                    else
                    {
                        unreadable++;
                    }
                    after = row.Id;
                }
                if (rows.Count < BatchSize)
                {
                    break;
                }
            }

            return await database.WriteAsync(async tx =>
            {
                await ProtectionKeyRewrap.RunAsync(tx, ring);
                AuditTrail.Append(tx, actor, null, "secrets.rewrapped", $"{rewrapped}", $"key {store.CurrentKeyId}");
                return new RewrapResult(rewrapped, unreadable, await tx.ScalarAsync<int>(SecretSql.Count));
            }, ct);
        });

    private async Task<bool> RewrapAsync(SecretRow row, CancellationToken ct)
    {
        if (await store.RewrapAsync(row.Place, row.Content, ct) is not { } anew)
        {
            Unreadable(logger, row.TeamId.Value, row.Name, row.KeyId);
            return false;
        }
        // No row touched: a new value was put meanwhile, under the current key.
        await database.WriteAsync(tx => tx.ExecuteAsync(SecretSql.Rewrap,
            new { anew.KeyId, anew.Bytes, id = row.Id, oldKeyId = row.KeyId, oldBytes = row.Sealed }), ct);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "secret.not_rewrapped team {Team} name {Name} key {KeyId}: give that key as master-key-previous")]
    private static partial void Unreadable(ILogger logger, long team, string name, string keyId);
}
