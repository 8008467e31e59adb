using Slipway.Api.Queues;
using Slipway.Launch.Attempts;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;

namespace Slipway.Tests.Launch.Leases;

/// <summary>
/// One state of a small world: an item, up to three attempts at it, the messages that were sent, and what really runs. A
/// message that was sent may arrive never, once, or again at any later time, so loss, doubling and delay need no more than
/// the set of what was sent.
/// </summary>
internal readonly record struct LeaseWorld
{
    public const int MaxAttempts = 3;

    public required ItemState Item { get; init; }

    /// <summary>Which attempt the item names; -1 for none.</summary>
    public required int Current { get; init; }

    public required bool CancelRequested { get; init; }

    /// <summary>Attempts that may have run.</summary>
    public required int Used { get; init; }

    public required int Count { get; init; }

    public Side First { get; init; }

    public Side Second { get; init; }

    public Side Third { get; init; }

    public static LeaseWorld Begin { get; } = new() { Item = ItemState.Queued, Current = -1, CancelRequested = false, Used = 0, Count = 0 };

    public bool HasEnded => AttemptMoves.HasEnded(Item);

    public Side At(int attempt) => attempt switch
    {
        0 => First,
        1 => Second,
        _ => Third,
    };

    public LeaseWorld With(int attempt, Side side) => attempt switch
    {
        0 => this with { First = side },
        1 => this with { Second = side },
        _ => this with { Third = side },
    };

    public AttemptView View(int attempt, LostPolicy policy, int maxAttempts) => new()
    {
        State = At(attempt).State,
        IsCurrent = Current == attempt && Item != ItemState.Queued,
        CancelRequested = CancelRequested,
        HasRun = At(attempt).SeenRunning,
        Policy = policy,
        Number = attempt + 1,
        Used = Used,
        MaxAttempts = maxAttempts,
    };

    /// <summary>Attempts that hold a lease, or did until nobody knew.</summary>
    public int Holding() => Enumerable.Range(0, Count).Count(HoldsAt);

    /// <summary>Jobs that really run.</summary>
    public int Running() => Enumerable.Range(0, Count).Count(RunsAt);

    private bool HoldsAt(int attempt) => !LeaseRules.HasEnded(At(attempt).State);

    private bool RunsAt(int attempt) => At(attempt).Runs;

    /// <summary>One attempt: what the server holds, what was said, and what the agent's host does.</summary>
    public readonly record struct Side
    {
        public AttemptState State { get; init; }

        public bool SaidStart { get; init; }

        public bool SaidRunning { get; init; }

        public bool SaidSucceeded { get; init; }

        public bool SaidFailed { get; init; }

        public bool SaidCancelled { get; init; }

        public bool SaidNotStarted { get; init; }

        public bool SaidLost { get; init; }

        /// <summary>The server answered with the right to start; the answer may arrive at any later time, or never.</summary>
        public bool Granted { get; init; }

        /// <summary>A heartbeat said that it runs, and was believed.</summary>
        public bool SeenRunning { get; init; }

        public bool Began { get; init; }

        public bool Runs { get; init; }

        /// <summary>The agent's own clock says that the lease is over.</summary>
        public bool LeaseOver { get; init; }
    }
}
