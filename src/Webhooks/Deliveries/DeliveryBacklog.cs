using Microsoft.Extensions.Logging;
using Slipway.Access.Quotas;
using Slipway.Storage;

namespace Slipway.Webhooks.Deliveries;

/// <summary>Which teams have as many deliveries waiting as they may, held ones among them.</summary>
public sealed class DeliveryBacklog(Database database, QuotaOptions quotas, WakeSignal signal, TimeProvider time, ILogger<DeliveryBacklog> logger)
    : TeamBacklog(database, Full, quotas.TeamDeliveries, "deliveries waiting", "team-deliveries", signal, time, logger)
{
    // The first condition is that of the index, word for word: SQLite takes it by no other.
    private const string Full =
        """
        select team_id from deliveries
        where state in ('pending', 'retrying', 'held', 'failed', 'cancelled') and state in ('pending', 'retrying', 'held')
        group by team_id having count(*) >= @most
        """;
}
