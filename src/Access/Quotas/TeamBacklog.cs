using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Quotas;

/// <summary>
/// Knows which teams have as much waiting as they may. Looks every few seconds instead of counting each time, so that what
/// is added costs nothing more: a team may pass its limit by what comes between two looks.
/// </summary>
/// <param name="sql">The teams that have at least <c>@most</c> waiting.</param>
/// <param name="most">How many each may have; null without limit.</param>
/// <param name="what">What waits, in the plural.</param>
/// <param name="option">The option that sets the limit.</param>
public abstract class TeamBacklog(
    Database database, string sql, long? most, string what, string option, WakeSignal signal, TimeProvider time, ILogger logger)
    : Worker(signal, new WakeTopic("backlog"), TimeSpan.FromSeconds(10), time, logger)
{
    private FrozenSet<long> _full = FrozenSet<long>.Empty;

    /// <summary><c>quota_exceeded</c> when the team has all that it may have; null while it has not.</summary>
    public Refusal? Check(TeamId team) => !_full.Contains(team.Value) ? null : new Refusal(ErrorCodes.QuotaExceeded,
        $"The team has {most} {what} or more, and may have no more at once (option {option}). Wait until they are done, or cancel some.",
        Facts: new Dictionary<string, object?> { ["limit"] = most, ["option"] = option });

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        if (most is not null)
        {
            _full = (await database.ReadAsync(session => session.QueryAsync<long>(sql, new { most }), ct)).ToFrozenSet();
        }
        return 0;
    }
}
