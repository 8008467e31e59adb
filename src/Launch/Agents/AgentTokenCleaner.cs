using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Launch.Agents;

/// <summary>Forgets registration tokens; the audit trail has who made them, and what for.</summary>
internal sealed class AgentTokenCleaner(Database database, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<AgentTokenCleaner> logger)
    : ExpiredCleaner(database, "agent_tokens", "registration token", isolation, signal, time, logger);
