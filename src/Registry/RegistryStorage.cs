using Slipway.Access;
using Slipway.Access.Quotas;
using Slipway.Storage;

namespace Slipway.Registry;

/// <summary>What a team stores in artifacts: every version counts whole, announced ones among them, also where files are shared.</summary>
internal sealed class RegistryStorage : IStorageUse
{
    private const string Sum = "select cast(coalesce(sum(size), 0) as bigint) from artifact_versions where team_id = @team and state <> 'deleted'";

    public Task<long> BytesAsync(DatabaseSession session, TeamId team) => session.ScalarAsync<long>(Sum, new { team });
}
