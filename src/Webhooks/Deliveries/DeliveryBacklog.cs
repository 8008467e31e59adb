using Microsoft.Extensions.Logging;
using Slipway.Access.Quotas;
using Slipway.Storage;

namespace Slipway.Webhooks.Deliveries;

/// <summary>Which teams have as many deliveries waiting as they may, held ones among them.</summary>
public sealed class DeliveryBacklog(Database database, QuotaOptions quotas, WakeSignal signal, TimeProvider time, ILogger<DeliveryBacklog> logger)
    : TeamBacklog(database, DeliveryBacklogSql.Full, quotas.TeamDeliveries, "deliveries waiting", "team-deliveries", signal, time, logger)
{
}
