using Microsoft.Extensions.Logging;
using Slipway.Access.Quotas;
using Slipway.Storage;

namespace Slipway.Launch.Items;

/// <summary>Which teams have as many items queued as they may.</summary>
public sealed class ItemBacklog(Database database, QuotaOptions quotas, WakeSignal signal, TimeProvider time, ILogger<ItemBacklog> logger)
    : TeamBacklog(database, ItemBacklogSql.Full, quotas.TeamItems, "items queued", "team-items", signal, time, logger)
{
}
