using Slipway.Agent.Attempts;
using Slipway.Api.Agents;

namespace Slipway.Agent.Listening;

/// <summary>What the agent was told besides jobs: by the server, and by signals of who runs it.</summary>
internal sealed class Orders(AttemptBook book, Journal journal)
{
    private volatile bool _serverDrains;
    private volatile bool _stopAsked;
    private int _signals;

    /// <summary>Whether it takes nothing more.</summary>
    public bool IsDraining => _serverDrains || IsEnding;

    /// <summary>Whether it ends once nothing is left.</summary>
    public bool IsEnding => _stopAsked || _signals > 0;

    /// <summary>Follows the server's commands.</summary>
    public async Task FollowAsync(AgentCommandsBody commands, CancellationToken ct)
    {
        if (commands.Drain != _serverDrains)
        {
            journal.Say(commands.Drain ? "draining: the server gives no more jobs" : "taking jobs again");
            _serverDrains = commands.Drain;
            book.Changed();
        }

        if (commands.Stop && !_stopAsked)
        {
            journal.Say("ending once nothing is left: the server asked for it");
            _stopAsked = true;
            book.Changed();
        }

        foreach (var attempt in commands.Cancel.Select(book.Find).OfType<TrackedAttempt>())
        {
            await attempt.UnlessOverAsync(() => attempt.CancelAsync(ct));
        }
    }

    /// <summary>The first signal drains, the second ends all jobs; a third is not for us: false.</summary>
    public async Task<bool> SignalledAsync(CancellationToken ct)
    {
        switch (Interlocked.Increment(ref _signals))
        {
            case 1:
                journal.Say($"ending: takes no more jobs and waits for {book.Count}; a second signal ends them");
                book.Changed();
                return true;
            case 2:
                journal.Say($"ending now: cancels {book.Count} jobs");
                foreach (var attempt in book.All)
                {
                    await attempt.UnlessOverAsync(() => attempt.CancelAsync(ct));
                }

                return true;
            default:
                return false;
        }
    }
}
