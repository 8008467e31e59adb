using Microsoft.AspNetCore.Components;
using Slipway.Access;
using Slipway.Launch;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Web.Visits;

namespace Slipway.Web.Pages.Launch;

/// <summary>What every page of a queue shows.</summary>
public interface IQueueView
{
    QueueStanding Standing { get; }
}

/// <summary>A page of one queue.</summary>
/// <typeparam name="T">All that the page shows.</typeparam>
public abstract class QueuePage<T> : LoadedPage<T>
    where T : class, IQueueView
{
    [Parameter]
    public required string Team { get; set; }

    [Parameter]
    public required string Queue { get; set; }

    [Inject]
    private protected QueueOperations Queues { get; set; } = null!;

    protected override IReadOnlyList<WakeTopic> Topics => [LaunchTopics.Changed];

    protected sealed override async Task<T> LoadAsync(Actor actor, CancellationToken ct)
    {
        var standing = (await Queues.GetAsync(actor, Team, Queue, ct)).Value;
        return await LoadAsync(actor, standing, ct);
    }

    /// <summary>Reads what the page shows beside the queue itself.</summary>
    protected abstract Task<T> LoadAsync(Actor actor, QueueStanding standing, CancellationToken ct);

    /// <summary>Lets agents take nothing of the queue from now on, or take again.</summary>
    protected Task<Refusal?> PauseAsync(bool paused) =>
        DoAsync((actor, ct) => Queues.ChangeAsync(actor, Team, Queue, now => now with { Paused = paused }, ct));
}
