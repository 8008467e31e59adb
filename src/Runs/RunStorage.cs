using Slipway.Access;
using Slipway.Access.Quotas;
using Slipway.Storage;

namespace Slipway.Runs;

/// <summary>What a team stores with its runs: their files, logs and metrics.</summary>
internal sealed class RunStorage : IStorageUse
{
    public Task<long> BytesAsync(DatabaseSession session, TeamId team) => session.ScalarAsync<long>(RunStorageSql.Sum, new { team });
}
