using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Runs.Lifecycle;

/// <summary>
/// Calls runs crashed that have not been heard of for a while. Those that a queue item launched are left to whoever
/// launched them. Right after its start a server judges nobody: while it was down nobody could be heard.
/// </summary>
internal sealed partial class RunRescuer(
    Database database, RunLifecycle lifecycle, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<RunRescuer> logger)
    : Worker(signal, new WakeTopic("runs-silent"), TimeSpan.FromSeconds(30), time, logger)
{
    /// <summary>Clients are heard every 30 s or oftener.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    private const int PerRound = 200;

    private readonly IsolatedUnits _units = isolation.For(nameof(RunRescuer));
    private readonly TimeProvider _time = time;
    private readonly long _started = time.GetTimestamp();

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        if (_time.GetElapsedTime(_started) < Silence)
        {
            return 0;
        }
        var silent = await database.ReadAsync(session => session.QueryAsync<SilentRow>(LifecycleSql.Silent,
            new { silence = InstantText.ToMicroseconds(Silence), resting = _units.Resting, most = PerRound }), ct);
        await _units.AnswerAsync(silent, run => new WorkUnit(run.Id, run.TeamId, $"run {run.What}"), CrashAsync, ct);
        return silent.Count;
    }

    protected override TimeSpan? NextLook() => _units.NextDue;

    private async Task CrashAsync(DatabaseTransaction tx, IReadOnlyList<SilentRow> silent)
    {
        // They may have been heard since they were looked for.
        var still = await tx.QueryAsync<long>(LifecycleSql.StillSilent,
            new { ids = silent.Select(run => run.Id).ToArray(), silence = InstantText.ToMicroseconds(Silence) });
        foreach (var run in still)
        {
            await lifecycle.EndAsync(tx, new RunId(run), RunState.Crashed, exitCode: null);
        }
        if (still.Count > 0)
        {
            tx.OnCommit(() => Crashed(logger, still.Count));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "run.crashed {Count}")]
    private static partial void Crashed(ILogger logger, int count);

    private sealed record SilentRow
    {
        public required long Id { get; init; }

        public required long TeamId { get; init; }

        public required string What { get; init; }
    }
}
