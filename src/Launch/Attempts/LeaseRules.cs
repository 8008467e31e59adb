using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Items;

namespace Slipway.Launch.Attempts;

/// <summary>
/// The lease protocol as pure rules: what each message of an agent, and the passing of time, does to an attempt and its
/// item. A test explores every order of messages, lost, doubled and late ones among them, against exactly this code.
/// </summary>
public static class LeaseRules
{
    /// <summary>An agent that always says it never started must not keep an item going round for ever.</summary>
    public const int MaxReturns = 10;

    /// <summary>The right to start. Asked again under the same fence it is given again.</summary>
    public static AttemptStep Start(in AttemptView attempt)
    {
        if (!attempt.IsCurrent || HasEnded(attempt.State))
        {
            return Stale(attempt);
        }
        if (!attempt.CancelRequested)
        {
            return attempt.State is AttemptState.Running
                ? new AttemptStep { Attempt = AttemptState.Running, Renews = true }
                : new AttemptStep { Attempt = AttemptState.Starting, Item = ItemState.Starting, Renews = true };
        }
        // Before the right was given nothing can have run; after it the agent says how it ended.
        return attempt.State == AttemptState.Claimed
            ? new AttemptStep { Attempt = AttemptState.Cancelled, Item = ItemState.Cancelled, Refusal = ErrorCodes.CancelRequested }
            : new AttemptStep { Attempt = attempt.State, Refusal = ErrorCodes.CancelRequested };
    }

    /// <summary>A heartbeat. What it claims to run counts only where the right to start was given.</summary>
    public static AttemptStep Beat(in AttemptView attempt, bool isRunning)
    {
        if (!attempt.IsCurrent || HasEnded(attempt.State))
        {
            return Stale(attempt);
        }
        return attempt.State switch
        {
            AttemptState.Starting or AttemptState.Unknown when isRunning => new AttemptStep { Attempt = AttemptState.Running, Item = ItemState.Running, Renews = true },
            AttemptState.Unknown => new AttemptStep { Attempt = AttemptState.Starting, Item = ItemState.Starting, Renews = true },
            _ => new AttemptStep { Attempt = attempt.State, Renews = true },
        };
    }

    /// <summary>
    /// A result. A stale fence's is kept and changes nothing; the current one's may be told again. That nothing was started is
    /// believed of what nobody saw running: an agent that finds nothing of a job cannot know whether it ran and was removed.
    /// </summary>
    public static AttemptStep Finish(in AttemptView attempt, AttemptOutcome outcome) =>
        outcome == AttemptOutcome.NotStarted && attempt.HasRun
            ? End(attempt, AttemptOutcome.Lost, "interrupted: It was seen to run, and its agent finds nothing of it any more.")
            : End(attempt, outcome, reason: null);

    /// <summary>The lease ran out without a heartbeat.</summary>
    public static AttemptStep LeaseEnded(in AttemptView attempt)
    {
        if (!attempt.IsCurrent || HasEnded(attempt.State) || attempt.State == AttemptState.Unknown)
        {
            return new AttemptStep { Attempt = attempt.State };
        }
        if (attempt.State == AttemptState.Claimed)
        {
            return Return(attempt, "lease_ended: The agent fell silent before it started.");
        }
        if (attempt.Policy != LostPolicy.Retry)
        {
            return new AttemptStep { Attempt = AttemptState.Unknown, Reason = "unknown: The agent fell silent; nobody knows whether it still runs." };
        }
        return GiveUp(attempt, "lost: The agent fell silent; by its queue's policy it has killed what ran.");
    }

    /// <summary>Nobody knew what became of it for as long as anybody waits.</summary>
    public static AttemptStep UnknownEnded(in AttemptView attempt) =>
        attempt.IsCurrent && attempt.State == AttemptState.Unknown
            ? new AttemptStep
            {
                Attempt = AttemptState.Lost,
                Item = ItemState.Lost,
                Reason = "lost: The agent stayed silent. Look at its host whether the job still runs.",
            }
            : new AttemptStep { Attempt = attempt.State };

    /// <summary>It does not run although its time to begin has passed.</summary>
    public static AttemptStep StartEnded(in AttemptView attempt) =>
        attempt.IsCurrent && attempt.State is AttemptState.Claimed or AttemptState.Starting
            ? new AttemptStep
            {
                Attempt = AttemptState.Failed,
                Item = ItemState.Failed,
                Reason = "start_timeout: It did not run within the queue's start time-out.",
            }
            : new AttemptStep { Attempt = attempt.State };

    /// <summary>
    /// Its agent was taken out of service by force. What had the right to start may run on for as long as its lease holds,
    /// whatever the agent is: it is tried again by its queue's policy, and not before <see cref="AttemptStep.WaitsForLease"/>.
    /// </summary>
    public static AttemptStep Revoked(in AttemptView attempt)
    {
        if (!attempt.IsCurrent || HasEnded(attempt.State))
        {
            return new AttemptStep { Attempt = attempt.State };
        }
        if (attempt.State == AttemptState.Claimed)
        {
            return Return(attempt, "agent_revoked: An admin took its agent out of service before it started.");
        }
        const string Why = "agent_revoked: An admin took its agent out of service.";
        return attempt.Policy == LostPolicy.Retry
            ? GiveUp(attempt, Why) with { WaitsForLease = true }
            : new AttemptStep { Attempt = AttemptState.Lost, Item = attempt.CancelRequested ? ItemState.Cancelled : ItemState.Lost, Reason = Why };
    }

    /// <summary>Whether the attempt has ended and nothing moves it any more.</summary>
    public static bool HasEnded(AttemptState state) =>
        state is AttemptState.Succeeded or AttemptState.Failed or AttemptState.Cancelled or AttemptState.Lost or AttemptState.Returned;

    private static AttemptStep End(in AttemptView attempt, AttemptOutcome outcome, string? reason)
    {
        if (!attempt.IsCurrent)
        {
            // That what is given up already is lost is no result that anybody misses.
            return Stale(attempt) with { IsLate = outcome != AttemptOutcome.Lost };
        }
        if (HasEnded(attempt.State))
        {
            return attempt.State == StateOf(attempt, outcome)
                ? new AttemptStep { Attempt = attempt.State }
                : Stale(attempt) with { IsLate = true };
        }
        if (outcome == AttemptOutcome.NotStarted)
        {
            return Return(attempt, "not_started: The agent never started it.");
        }
        if (outcome == AttemptOutcome.Lost && attempt.Policy == LostPolicy.Retry)
        {
            return attempt.State == AttemptState.Claimed
                ? Return(attempt, "not_started: The agent never started it.")
                : GiveUp(attempt, reason);
        }
        if (attempt.State == AttemptState.Claimed && outcome == AttemptOutcome.Succeeded)
        {
            // It had no right to start, so it cannot have run.
            return new AttemptStep { Attempt = attempt.State, Refusal = ErrorCodes.FenceStale };
        }
        return outcome switch
        {
            AttemptOutcome.Succeeded => new AttemptStep { Attempt = AttemptState.Succeeded, Item = ItemState.Succeeded },
            AttemptOutcome.Cancelled => new AttemptStep { Attempt = AttemptState.Cancelled, Item = ItemState.Cancelled },
            _ => new AttemptStep { Attempt = AttemptState.Failed, Item = ItemState.Failed, Reason = reason },
        };
    }

    private static AttemptStep Return(in AttemptView attempt, string reason)
    {
        if (attempt.CancelRequested)
        {
            return new AttemptStep { Attempt = AttemptState.Returned, Item = ItemState.Cancelled, Reason = reason };
        }
        return attempt.Number >= MaxReturns
            ? new AttemptStep { Attempt = AttemptState.Returned, Item = ItemState.Failed, Reason = $"{reason} That was the {attempt.Number}th try." }
            : new AttemptStep { Attempt = AttemptState.Returned, Item = ItemState.Queued, Reason = reason };
    }

    private static AttemptStep GiveUp(in AttemptView attempt, string? reason) => new()
    {
        Attempt = AttemptState.Lost,
        Item = attempt.CancelRequested ? ItemState.Cancelled : attempt.Used < attempt.MaxAttempts ? ItemState.Queued : ItemState.Lost,
        Reason = reason,
    };

    private static AttemptStep Stale(in AttemptView attempt) => new() { Attempt = attempt.State, Refusal = ErrorCodes.FenceStale };

    private static AttemptState StateOf(in AttemptView attempt, AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Succeeded => AttemptState.Succeeded,
        AttemptOutcome.Failed => AttemptState.Failed,
        AttemptOutcome.Cancelled => AttemptState.Cancelled,
        AttemptOutcome.Lost => attempt.Policy == LostPolicy.Retry ? AttemptState.Lost : AttemptState.Failed,
        _ => AttemptState.Returned,
    };
}
