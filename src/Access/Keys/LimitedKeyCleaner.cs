using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Access.Keys;

/// <summary>Forgets the keys of jobs.</summary>
internal sealed class LimitedKeyCleaner(Database database, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<LimitedKeyCleaner> logger)
    : ExpiredCleaner(database, "limited_keys", "job key", isolation, signal, time, logger);
