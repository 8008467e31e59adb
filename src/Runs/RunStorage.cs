using Slipway.Access;
using Slipway.Access.Quotas;
using Slipway.Storage;

namespace Slipway.Runs;

/// <summary>What a team stores with its runs: their files, logs and metrics.</summary>
internal sealed class RunStorage : IStorageUse
{
    private const string Sum =
        """
        select (select cast(coalesce(sum(log_bytes + history_bytes), 0) as bigint) from runs where team_id = @team and deleted_at is null)
             + (select cast(coalesce(sum(f.size), 0) as bigint) from run_files f join runs r on r.id = f.run_id
                where r.team_id = @team and r.deleted_at is null)
        """;

    public Task<long> BytesAsync(DatabaseSession session, TeamId team) => session.ScalarAsync<long>(Sum, new { team });
}
