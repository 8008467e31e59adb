using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Launch.Agents;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Launch.Attempts;

/// <summary>Heartbeats: one message renews the leases of all that an agent has.</summary>
internal sealed class AgentBeats(Database database, AttemptMoves moves, LaunchOptions options, UnitIsolation isolation)
{
    public const int MaxAttempts = 10_000;
    private const int MaxBackendRefLength = 512;
    private const int MaxWaitingLength = 1_000;

    /// <summary>
    /// Renews, and says for each attempt what becomes of it; what is not the agent's any more is to be abandoned. Nothing is
    /// said of one that could not be renewed: it goes on, and its agent kills it, where it has to, when its lease ends here too.
    /// </summary>
    public async Task<Outcome<IReadOnlyList<BeatVerdictBody>>> BeatAsync(AgentCaller agent, HeartbeatRequest request, CancellationToken ct)
    {
        if (request.Attempts.Count > MaxAttempts)
        {
            return Refusal.OfField(ErrorCodes.Invalid, "attempts", $"At most {MaxAttempts} attempts.");
        }
        if (request.Attempts.Any(static beat => beat is null))
        {
            return Refusal.OfField(ErrorCodes.Invalid, "attempts", "An attempt is an object.");
        }
        if (request.Attempts.Count == 0)
        {
            return Outcome.Of<IReadOnlyList<BeatVerdictBody>>([]);
        }
        var verdicts = await BeatAllAsync(agent, request.Attempts, ct);
        return Outcome.Of<IReadOnlyList<BeatVerdictBody>>(
        [
            .. request.Attempts.Select(beat => (beat.Id, Verdict: verdicts.GetValueOrDefault(beat.Id, BeatVerdicts.Abandon)))
                .Where(beat => beat.Verdict is not null)
                .Select(beat => new BeatVerdictBody { Id = beat.Id, Verdict = beat.Verdict! }),
        ]);
    }

    /// <summary>All in one transaction; where that fails, each by itself, so that one that cannot be renewed ends no other (ADR 0011).</summary>
    private async Task<Dictionary<string, string?>> BeatAllAsync(AgentCaller agent, IReadOnlyList<AttemptBeatBody> beats, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(tx => BeatAsync(tx, agent, beats), ct);
        }
        catch (Exception failure) when (beats.Count > 1 && !ct.IsCancellationRequested && !database.IsAway(failure))
        {
            // One of them is to blame; which, is seen when they stand alone.
        }
        var verdicts = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var beat in beats)
        {
            try
            {
                foreach (var (id, verdict) in await database.WriteAsync(tx => BeatAsync(tx, agent, [beat]), ct))
                {
                    verdicts[id] = verdict;
                }
            }
            catch (Exception failure) when (!ct.IsCancellationRequested && !database.IsAway(failure))
            {
                isolation.Note(nameof(AgentBeats), new WorkUnit(beat.Fence, agent.TeamId.Value, $"attempt {beat.Fence}"), 1, failure);
                // Its lease was not renewed, and must not be on the agent's side either.
                verdicts[beat.Id] = null;
            }
        }
        return verdicts;
    }

    private async Task<Dictionary<string, string?>> BeatAsync(DatabaseTransaction tx, AgentCaller agent, IReadOnlyList<AttemptBeatBody> beats)
    {
        var said = beats.Where(beat => long.TryParse(beat.Id, out var id) && id == beat.Fence).DistinctBy(beat => beat.Id).ToDictionary(beat => beat.Fence);
        var rows = said.Count == 0 ? [] : await tx.QueryAsync<BeatRow>(AttemptSql.OfBeat, new { ids = said.Keys.ToArray(), agent = agent.Id });
        var held = rows.Where(row => row.Current == row.Id.Value && !LeaseRules.HasEnded(row.State)).ToArray();
        var verdicts = held.ToDictionary(row => row.Id.ToString(), string? (row) => row.CancelRequestedAt is null ? BeatVerdicts.Renewed : BeatVerdicts.Cancel);
        AttemptId[] moved = [.. held.Where(row => Moves(row, said[row.Id.Value])).Select(row => row.Id)];
        AttemptId[] quiet = [.. held.Select(row => row.Id).Except(moved)];
        if (quiet.Length > 0)
        {
            var renewed = await tx.QueryAsync<AttemptId>(AttemptSql.RenewMany,
                new { ids = quiet, agent = agent.Id, lease = InstantText.ToMicroseconds(options.Lease) });
            // What moved since it was looked at, such as to unknown at the end of its lease, is decided under its lock.
            moved = [.. moved, .. quiet.Except(renewed)];
        }
        foreach (var id in moved)
        {
            if (!await MoveAsync(tx, agent, id, said[id.Value]))
            {
                verdicts[id.ToString()] = BeatVerdicts.Abandon;
            }
        }
        return verdicts;
    }

    private async Task<bool> MoveAsync(DatabaseTransaction tx, AgentCaller agent, AttemptId id, AttemptBeatBody beat)
    {
        if (await AttemptMoves.LockAsync(tx, id) is not { } locked)
        {
            return false;
        }
        var step = LeaseRules.Beat(locked.View, IsRunning(beat));
        await moves.ApplyAsync(tx, locked, step, agent.Name);
        if (step.Refusal is null && AgentText.Storable(beat.BackendRef, MaxBackendRefLength) is { Length: > 0 } name)
        {
            await tx.ExecuteAsync(AttemptSql.Renew, new { id, lease = InstantText.ToMicroseconds(options.Lease), backendRef = name });
        }
        if (step is { Refusal: null, Attempt: AttemptState.Claimed or AttemptState.Starting })
        {
            var waiting = WaitingOf(beat);
            await tx.ExecuteAsync(AttemptSql.Wait, new { id, waiting });
            await tx.ExecuteAsync(AttemptSql.WaitItem, new { id = locked.Item.Id, attempt = id, reason = waiting is null ? null : $"waiting: {waiting}" });
        }
        return step.Refusal is null;
    }

    private static bool Moves(BeatRow row, AttemptBeatBody beat) =>
        row.State == AttemptState.Unknown || (row.State is AttemptState.Claimed or AttemptState.Starting && row.Waiting != WaitingOf(beat)) || (row.State == AttemptState.Starting && IsRunning(beat)) || (row.BackendRef is null && beat.BackendRef is not null);

    private static string? WaitingOf(AttemptBeatBody beat) => AgentText.Storable(beat.Waiting, MaxWaitingLength) is { Length: > 0 } words ? words : null;

    private static bool IsRunning(AttemptBeatBody beat) => beat.State == "running";

    private sealed record BeatRow
    {
        public AttemptId Id { get; init; }
        public AttemptState State { get; init; }
        public string? BackendRef { get; init; }
        public string? Waiting { get; init; }
        public long? Current { get; init; }
        public DateTimeOffset? CancelRequestedAt { get; init; }
    }
}
