using Microsoft.Extensions.Logging;
using Slipway.Access;
using Slipway.Access.Quotas;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Launch.Agents;
using Slipway.Launch.Items;
using Slipway.Rest;
using Slipway.Runs.Logs;
using Slipway.Storage;

namespace Slipway.Launch.Attempts;

/// <summary>What an agent says about one attempt. Every message can be said again; a stale fence moves nothing.</summary>
internal sealed partial class AgentAttempts(Database database, TeamStorage storage, AttemptMoves moves, LaunchMetrics metrics, LaunchOptions options, ILogger<AgentAttempts> logger)
{
    private const int MaxReasonLength = 2_000;

    /// <summary>The right to start. <c>fence_stale</c>, <c>cancel_requested</c>.</summary>
    public Task<Outcome<AttemptStateResponse>> StartAsync(AgentCaller agent, string id, long fence, CancellationToken ct) =>
        MoveAsync(agent, id, fence, static (held, _) => LeaseRules.Start(held.View), null, null, ct);

    /// <summary>A result. <c>fence_stale</c> when it came too late; then it is kept in the timeline.</summary>
    public async Task<Outcome<AttemptStateResponse>> FinishAsync(AgentCaller agent, string id, FinishAttemptRequest request, CancellationToken ct)
    {
        AttemptOutcome? outcome = request.Outcome switch
        {
            AttemptOutcomes.Succeeded => AttemptOutcome.Succeeded,
            AttemptOutcomes.Failed => AttemptOutcome.Failed,
            AttemptOutcomes.Cancelled => AttemptOutcome.Cancelled,
            AttemptOutcomes.NotStarted => AttemptOutcome.NotStarted,
            AttemptOutcomes.Lost => AttemptOutcome.Lost,
            _ => null,
        };
        if (outcome is not { } said)
        {
            return Refusal.OfField(ErrorCodes.Invalid, "outcome", "outcome is succeeded, failed, cancelled, lost or not_started.");
        }
        return await MoveAsync(agent, id, request.Fence, (held, _) => LeaseRules.Finish(held.View, said), request.ExitCode, AgentText.Storable(request.Reason, MaxReasonLength), ct);
    }

    /// <summary>
    /// Appends to the log of the attempt's run. What does not fit into the log or into the team's storage is taken and left
    /// out, and the log says so: the job goes on. <c>log_offset</c> with where it ends; <c>fence_stale</c>; <c>too_large</c>.
    /// </summary>
    public Task<Outcome<long>> AppendLogAsync(AgentCaller agent, string id, long fence, long offset, byte[] content, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            if (content.Length > options.MaxLogChunk)
            {
                throw new RefusedException(new Refusal(ErrorCodes.TooLarge, $"A piece of log has at most {options.MaxLogChunk} bytes."));
            }
            var room = await Outcome.OfAsync(() => storage.HoldAsync(agent.TeamId, content.Length, ct));
            using var hold = room.Refusal is null ? room.Value : null;
            var appended = await database.WriteAsync(async tx =>
            {
                if (await FindAsync(tx, agent, id, fence) is not { } held)
                {
                    throw new RefusedException(NotFound(id));
                }
                if (!held.View.IsCurrent || held.Attempt.State is not (AttemptState.Starting or AttemptState.Running or AttemptState.Unknown))
                {
                    throw new RefusedException(Stale(id));
                }
                if (await tx.ExecuteAsync(AttemptSql.AppendLog, new { id = held.Attempt.Id, offset, length = content.Length }) == 0)
                {
                    throw new RefusedException(LogOffset(held.Attempt.LogEnd));
                }
                if (hold is null)
                {
                    await RunLog.LeaveOutAsync(tx, held.Item.RunId);
                }
                else
                {
                    await RunLog.AppendAsync(tx, held.Item.RunId, content);
                }
                // Who writes runs, whatever the last heartbeat knew.
                await moves.ApplyAsync(tx, held, LeaseRules.Beat(held.View, isRunning: true), agent.Name);
                tx.Wake(RunLog.Grown);
                return offset + content.Length;
            }, ct);
            hold?.Stored(content.Length);
            return appended;
        });

    /// <summary>
    /// The fence inside the job: the first start of it enters, another gets <c>attempt_entered</c>. Asked by the job with
    /// its own key, or by its agent.
    /// </summary>
    /// <param name="mayEnter">Whether the caller may speak for this run of this agent.</param>
    public Task<Outcome<AttemptStateResponse>> EnterAsync(
        string id, EnterAttemptRequest request, Func<Item, Attempt, bool> mayEnter, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            if (request.Nonce.Length is < 16 or > 64 || !AgentText.IsStorable(request.Nonce))
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.Invalid, "nonce", "A nonce is random and has 16 to 64 characters."));
            }
            if (!long.TryParse(id, out var number) || number != request.Fence
                || await AttemptMoves.LockAsync(tx, new AttemptId(number)) is not { } held || !mayEnter(held.Item, held.Attempt))
            {
                throw new RefusedException(NotFound(id));
            }
            if (!held.View.IsCurrent || held.Attempt.State is not (AttemptState.Starting or AttemptState.Running or AttemptState.Unknown))
            {
                throw new RefusedException(Stale(id));
            }
            if (await tx.ExecuteAsync(AttemptSql.Enter, new { id = held.Attempt.Id, nonce = request.Nonce }) == 0)
            {
                metrics.Refused(ErrorCodes.AttemptEntered);
                throw new RefusedException(new Refusal(ErrorCodes.AttemptEntered, "Another start of this job entered the attempt. This one ends without doing anything."));
            }
            return new AttemptStateResponse { Id = id, State = EnumText.Of(held.Attempt.State) };
        }, ct);

    /// <summary>Whether a job's key speaks for the run of that item.</summary>
    public static bool IsJobOf(Actor job, Item item) => job.Limits is { } limits && limits.Run == item.RunId.Value && limits.TeamId == item.TeamId;

    // What is refused is written down all the same: a result that came too late, an attempt that may not start.
    private Task<Outcome<AttemptStateResponse>> MoveAsync(
        AgentCaller agent, string id, long fence, Func<HeldAttempt, AgentCaller, AttemptStep> decide, int? exitCode, string? reason, CancellationToken ct) =>
        database.WriteAsync<Outcome<AttemptStateResponse>>(async tx =>
        {
            if (await FindAsync(tx, agent, id, fence) is not { } held)
            {
                return NotFound(id);
            }
            var step = decide(held, agent);
            if (step.IsLate)
            {
                await ItemTimeline.AppendAsync(tx, held.Item.Id, held.Attempt.Number, held.Item.State, held.Item.State, agent.Name,
                    $"late_result: The attempt's result came too late and changes nothing. Exit code {exitCode?.ToString() ?? "none"}. {reason}".TrimEnd());
            }
            else
            {
                await moves.ApplyAsync(tx, held, step, agent.Name, exitCode, reason);
            }
            if (step.Refusal is { } code)
            {
                metrics.Refused(code);
                return code == ErrorCodes.CancelRequested ? new Refusal(code, "The item is to be ended; it may not start.") : Stale(id);
            }
            if (step.Attempt != held.Attempt.State && LeaseRules.HasEnded(step.Attempt))
            {
                tx.OnCommit(() =>
                    Finished(logger, held.Item.Id.Value, held.Attempt.Number, held.Attempt.Id.Value, agent.Name, EnumText.Of(step.Attempt), exitCode));
            }
            return new AttemptStateResponse { Id = id, State = EnumText.Of(step.Attempt) };
        }, ct);

    private static async Task<HeldAttempt?> FindAsync(DatabaseTransaction tx, AgentCaller agent, string id, long fence) =>
        long.TryParse(id, out var number) && number == fence
        && await AttemptMoves.LockAsync(tx, new AttemptId(number)) is { } held && held.Attempt.AgentId == agent.Id
            ? held
            : null;

    private static Refusal NotFound(string id) => new(ErrorCodes.NotFound, $"This agent has no attempt '{id}' with that fence.");

    private static Refusal Stale(string id) =>
        new(ErrorCodes.FenceStale, $"Attempt '{id}' is no longer current: it ended, or another has its place. End what runs of it.");

    private static Refusal LogOffset(long end) =>
        new(ErrorCodes.LogOffset, $"The log ends at {end}.", Facts: new Dictionary<string, object?> { ["expected"] = end });

    [LoggerMessage(Level = LogLevel.Information,
        Message = "attempt.finished item={Item} attempt={Number} fence={Fence} agent={Agent} state={State} exitCode={ExitCode}")]
    private static partial void Finished(ILogger logger, long item, int number, long fence, string agent, string state, int? exitCode);
}
