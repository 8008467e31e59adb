using Slipway.Api.Queues;
using Slipway.Launch.Attempts;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;

namespace Slipway.Tests.Launch.Leases;

/// <summary>
/// Walks every state that <see cref="LeaseRules"/> allow, whatever is lost, doubled or late, and says what is wrong with any
/// of them. The rules are those of production; only what carries messages and runs jobs is a model here.
/// </summary>
/// <param name="policy">The queue's.</param>
/// <param name="maxAttempts">The queue's.</param>
/// <param name="seen">What the rules get to see: a planted bug hides the fence from them.</param>
internal sealed class LeaseExplorer(LostPolicy policy, int maxAttempts, Func<AttemptView, AttemptView>? seen = null)
{
    private readonly HashSet<LeaseWorld> _known = [];
    private readonly Dictionary<LeaseWorld, List<LeaseWorld>> _before = [];
    private readonly List<string> _wrong = [];

    public int States => _known.Count;

    /// <summary>What is wrong; empty when nothing is. Stops at the first few.</summary>
    public IReadOnlyList<string> Explore()
    {
        var ahead = new Queue<LeaseWorld>([LeaseWorld.Begin]);
        _known.Add(LeaseWorld.Begin);
        while (ahead.TryDequeue(out var world) && _wrong.Count < 5)
        {
            foreach (var (what, next) in StepsFrom(world))
            {
                Judge(world, what, next);
                if (!_before.TryGetValue(next, out var before))
                {
                    _before[next] = before = [];
                }
                before.Add(world);
                if (_known.Add(next))
                {
                    ahead.Enqueue(next);
                }
            }
        }
        if (_wrong.Count == 0)
        {
            FindDeadEnds();
        }
        return _wrong;
    }

    private void Judge(LeaseWorld before, string what, LeaseWorld after)
    {
        if (after.Holding() > 1)
        {
            _wrong.Add($"{what}: two attempts hold a lease: {after}");
        }
        if (after.Running() > 1)
        {
            _wrong.Add($"{what}: two attempts run: {after}");
        }
        if (policy == LostPolicy.Fail && after.Item == ItemState.Queued && before.Item != ItemState.Queued && before.At(before.Current).SeenRunning)
        {
            _wrong.Add($"{what}: what was seen running is to run again, which its queue rules out: {before} to {after}");
        }
        if (before.HasEnded && before.Item != after.Item)
        {
            _wrong.Add($"{what}: an item that had ended moved: {before} to {after}");
        }
    }

    // Every state has a way to an end of the item.
    private void FindDeadEnds()
    {
        var ending = new HashSet<LeaseWorld>(_known.Where(world => world.HasEnded));
        var ahead = new Queue<LeaseWorld>(ending);
        while (ahead.TryDequeue(out var world))
        {
            foreach (var before in _before.GetValueOrDefault(world, []).Where(ending.Add))
            {
                ahead.Enqueue(before);
            }
        }
        _wrong.AddRange(_known.Except(ending).Take(3).Select(world => $"No way to an end from {world}"));
    }

    private IEnumerable<(string What, LeaseWorld Next)> StepsFrom(LeaseWorld world)
    {
        if (world is { Item: ItemState.Queued, Count: < LeaseWorld.MaxAttempts })
        {
            yield return ("claim", world.With(world.Count, new LeaseWorld.Side { State = AttemptState.Claimed }) with
            {
                Item = ItemState.Claimed,
                Current = world.Count,
                Count = world.Count + 1,
            });
        }
        if (world.Item == ItemState.Queued)
        {
            yield return ("cancel while it waits", world with { Item = ItemState.Cancelled });
        }
        else if (!world.CancelRequested && !world.HasEnded)
        {
            yield return ("cancel", world with { CancelRequested = true });
        }
        for (var attempt = 0; attempt < world.Count; attempt++)
        {
            foreach (var step in AgentSteps(world, attempt).Concat(Arrivals(world, attempt)).Concat(TimePasses(world, attempt)))
            {
                yield return step;
            }
        }
    }

    // What the agent's host does, by what the agent is built to: it starts once, with the right to, and never after it said otherwise.
    private IEnumerable<(string, LeaseWorld)> AgentSteps(LeaseWorld world, int attempt)
    {
        var side = world.At(attempt);
        if (!side.SaidStart && !side.SaidNotStarted)
        {
            yield return ("agent asks to start", world.With(attempt, side with { SaidStart = true }));
        }
        if (side is { Granted: true, Began: false, SaidNotStarted: false, SaidCancelled: false } && !(policy == LostPolicy.Retry && side.LeaseOver))
        {
            yield return ("agent starts", world.With(attempt, side with { Began = true, Runs = true }));
        }
        if (side is { Began: false, SaidNotStarted: false })
        {
            yield return ("agent gives back", world.With(attempt, side with { SaidNotStarted = true }));
        }
        if (side is { Runs: true, SaidNotStarted: false })
        {
            yield return ("somebody removes the job, and the agent finds nothing of it", world.With(attempt, side with { Runs = false, SaidNotStarted = true }));
        }
        if (side is { Runs: true, SaidRunning: false })
        {
            yield return ("agent says it runs", world.With(attempt, side with { SaidRunning = true }));
        }
        if (side.Runs)
        {
            yield return ("job ends well", world.With(attempt, side with { Runs = false, SaidSucceeded = true }));
            yield return ("job fails", world.With(attempt, side with { Runs = false, SaidFailed = true }));
            yield return ("job is ended from outside", world.With(attempt, side with { Runs = false, SaidLost = true }));
            if (world.CancelRequested)
            {
                yield return ("job is cancelled", world.With(attempt, side with { Runs = false, SaidCancelled = true }));
            }
        }
    }

    private IEnumerable<(string, LeaseWorld)> Arrivals(LeaseWorld world, int attempt)
    {
        var side = world.At(attempt);
        var view = See(world.View(attempt, policy, maxAttempts));
        if (side.SaidStart)
        {
            var step = LeaseRules.Start(view);
            var next = Apply(world, attempt, step);
            yield return ("start arrives", step.Refusal is null ? next.With(attempt, next.At(attempt) with { Granted = true }) : next);
        }
        if (side.SaidRunning)
        {
            var next = Apply(world, attempt, LeaseRules.Beat(view, isRunning: true));
            yield return ("heartbeat arrives", next.With(attempt, next.At(attempt) with { SeenRunning = side.SeenRunning || next.At(attempt).State == AttemptState.Running }));
        }
        foreach (var (said, outcome) in new[]
        {
            (side.SaidSucceeded, AttemptOutcome.Succeeded), (side.SaidFailed, AttemptOutcome.Failed),
            (side.SaidCancelled, AttemptOutcome.Cancelled), (side.SaidNotStarted, AttemptOutcome.NotStarted), (side.SaidLost, AttemptOutcome.Lost),
        })
        {
            if (!said)
            {
                continue;
            }
            var step = LeaseRules.Finish(view, outcome);
            var next = Apply(world, attempt, step);
            if (world.Current != attempt && next.Item != world.Item)
            {
                _wrong.Add($"{outcome} of attempt {attempt} was accepted although {world.Current} is current: {world}");
            }
            yield return ($"{outcome} arrives", next);
        }
    }

    private IEnumerable<(string, LeaseWorld)> TimePasses(LeaseWorld world, int attempt)
    {
        var side = world.At(attempt);
        var view = See(world.View(attempt, policy, maxAttempts));
        if (!LeaseRules.HasEnded(side.State) && side.State != AttemptState.Unknown)
        {
            // An agent whose queue tries again has killed the job before the lease ends, by its own clock.
            var stopped = policy == LostPolicy.Retry
                ? world.With(attempt, side with { LeaseOver = true, Runs = false, SaidLost = side.SaidLost || side.Runs })
                : world.With(attempt, side with { LeaseOver = true });
            yield return ("lease ends", Apply(stopped, attempt, LeaseRules.LeaseEnded(view)));
            if (!side.Runs && !side.Granted)
            {
                yield return ("start time-out", Apply(world, attempt, LeaseRules.StartEnded(view)));
            }
        }
        if (!LeaseRules.HasEnded(side.State) && world.Current == attempt)
        {
            // Tried again, the item waits until the lease is over: until then the world is as before for it.
            var step = LeaseRules.Revoked(view);
            var dead = step.WaitsForLease ? world.With(attempt, side with { LeaseOver = true, Runs = false }) : world;
            yield return ("revoked", Apply(dead, attempt, step));
        }
        if (side.State == AttemptState.Unknown)
        {
            yield return ("unknown time-out", Apply(world, attempt, LeaseRules.UnknownEnded(view)));
        }
    }

    // As AttemptMoves writes it.
    private static LeaseWorld Apply(LeaseWorld world, int attempt, AttemptStep step)
    {
        var side = world.At(attempt);
        var next = world.With(attempt, side with { State = step.Attempt });
        if (step.Item is not { } item || (item == world.Item && step.Attempt == side.State))
        {
            return next;
        }
        var used = item == ItemState.Starting && side.State == AttemptState.Claimed ? 1
            : step.Attempt == AttemptState.Returned && side.State != AttemptState.Claimed ? -1
            : 0;
        return next with { Item = item, Used = world.Used + used, Current = item == ItemState.Queued ? -1 : next.Current };
    }

    private AttemptView See(AttemptView view) => seen?.Invoke(view) ?? view;
}
