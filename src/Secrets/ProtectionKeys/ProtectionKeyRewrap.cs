using Slipway.Secrets.Encryption;
using Slipway.Storage;

namespace Slipway.Secrets.ProtectionKeys;

/// <summary>Wraps the data-protection keys anew when the master key is rotated, so that the former one may be thrown away.</summary>
internal static class ProtectionKeyRewrap
{
    /// <summary>
    /// Wraps those under former keys. One that does not open stays as it is: it is of no use to this server, which has made
    /// another in its place.
    /// </summary>
    public static async Task RunAsync(DatabaseTransaction tx, MasterKeyRing ring)
    {
        var envelope = new ProtectionKeyEnvelope(ring);
        foreach (var row in await tx.QueryAsync<ProtectionKeyRow>(ProtectionKeySql.List))
        {
            if (row.KeyId != ring.Current.Id && envelope.Rewrap(row) is { } anew)
            {
                await tx.ExecuteAsync(ProtectionKeySql.Rewrap, new { anew.KeyId, anew.Bytes, id = row.Id, oldKeyId = row.KeyId });
            }
        }
    }
}
