using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Launch.Attempts;

/// <summary>
/// Ends leases that ran out. After a gap of the servers' own (they were down, or the database paused) all leases get one
/// more lease, once: agents were not heard because nobody listened.
/// </summary>
internal sealed partial class LeaseRescuer(
    Database database, AttemptMoves moves, LaunchOptions options, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<LeaseRescuer> logger)
    : Worker(signal, new WakeTopic("launch-leases"), options.Lease / 8, time, logger)
{
    private const int BatchSize = 100;

    private readonly IsolatedUnits _units = isolation.For(nameof(LeaseRescuer));

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        if (await IsGuardedAsync(ct))
        {
            return 0;
        }
        var overdue = await database.ReadAsync(session => session.QueryAsync<OverdueRow>(AttemptSql.Overdue,
            new { atMost = BatchSize, unknown = InstantText.ToMicroseconds(options.UnknownTimeout), resting = _units.Resting }), ct);
        await _units.EachAsync(overdue, row => new WorkUnit(row.Id.Value, row.TeamId, $"attempt {row.Number} of item {row.ItemId}"),
            (row, stop) => database.WriteAsync(tx => RescueAsync(tx, row.Id), stop), ct);
        return overdue.Count == BatchSize ? overdue.Count : 0;
    }

    private Task<bool> IsGuardedAsync(CancellationToken ct) => database.WriteAsync(async tx =>
    {
        var watch = (await tx.FirstAsync<WatchRow>(LeaseRescuerSql.Watch))!;
        var now = await tx.NowAsync();
        var gap = now - watch.ProcessedAt;
        var guard = gap > options.Lease / 2 && watch.GuardUntil <= now ? now + options.Lease : watch.GuardUntil;
        await tx.ExecuteAsync(LeaseRescuerSql.Note, new { guard });
        if (guard > watch.GuardUntil && watch.ProcessedAt > DateTimeOffset.UnixEpoch)
        {
            tx.OnCommit(() => GapSeen(logger, gap.TotalSeconds, options.Lease.TotalSeconds));
        }
        return now < guard;
    }, ct);

    private async Task RescueAsync(DatabaseTransaction tx, AttemptId id)
    {
        if (await AttemptMoves.LockAsync(tx, id) is not { } held)
        {
            return;
        }
        var now = await tx.NowAsync();
        var attempt = held.Attempt;
        var step = attempt.State == AttemptState.Unknown
            ? attempt.UnknownSince + options.UnknownTimeout < now ? LeaseRules.UnknownEnded(held.View) : new AttemptStep { Attempt = attempt.State }
            : attempt.LeaseUntil < now ? LeaseRules.LeaseEnded(held.View)
            : attempt.StartUntil < now ? LeaseRules.StartEnded(held.View)
            : new AttemptStep { Attempt = attempt.State };
        if (step.Attempt == attempt.State)
        {
            return;
        }
        if (attempt.Waiting is { } waiting && step is { Attempt: AttemptState.Failed, Reason: { } reason })
        {
            step = step with { Reason = $"{reason} {waiting}" };
        }
        await moves.ApplyAsync(tx, held, step, "slipway");
        tx.OnCommit(() =>
            Rescued(logger, held.Item.Id.Value, attempt.Number, id.Value, EnumText.Of(attempt.State), EnumText.Of(step.Attempt)));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "attempt.rescued item={Item} attempt={Number} fence={Fence} from={From} to={To}")]
    private static partial void Rescued(ILogger logger, long item, int number, long fence, string from, string to);

    [LoggerMessage(Level = LogLevel.Warning, Message = "lease.guard No heartbeat could be processed for {Gap} s; leases end {Lease} s later, once.")]
    private static partial void GapSeen(ILogger logger, double gap, double lease);

    private sealed record OverdueRow
    {
        public required AttemptId Id { get; init; }
        public required long TeamId { get; init; }
        public required long ItemId { get; init; }
        public required int Number { get; init; }
    }

    private sealed record WatchRow
    {
        public DateTimeOffset ProcessedAt { get; init; }
        public DateTimeOffset GuardUntil { get; init; }
    }
}
