using Slipway.Access;
using Slipway.Access.Quotas;
using Slipway.Storage;

namespace Slipway.Registry;

/// <summary>What a team stores in artifacts: every version counts whole, announced ones among them, also where files are shared.</summary>
internal sealed class RegistryStorage : IStorageUse
{
    public Task<long> BytesAsync(DatabaseSession session, TeamId team) => session.ScalarAsync<long>(RegistryStorageSql.Sum, new { team });
}
