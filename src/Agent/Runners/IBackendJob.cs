using Slipway.Agent.Spool;

namespace Slipway.Agent.Runners;

/// <summary>
/// One job on a backend that keeps it running without the agent: what the backend itself can do.
/// <see cref="WatchedJob"/> makes a job with limits of it.
/// </summary>
internal interface IBackendJob
{
    /// <summary>What the backend calls it; null when it has no name for people.</summary>
    string? BackendRef { get; }

    /// <summary>
    /// Waits until the program runs, or nothing of it ever will; says for how long it has been running by then, by the
    /// backend's own clock.
    /// </summary>
    /// <param name="waits">Is told meanwhile what it waits for, in the backend's words.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<TimeSpan> BegunAsync(Action<string?> waits, CancellationToken ct);

    /// <summary>As <see cref="IRunningJob.FollowLogAsync"/>.</summary>
    Task FollowLogAsync(string path, CancellationToken ct);

    /// <summary>Waits for the end, whatever the backend's own failures meanwhile, and says how the backend tells it.</summary>
    Task<JobEnd> ExitAsync(CancellationToken ct);

    /// <summary>Asks it to end and kills it after the grace. Repeats itself until the backend took it.</summary>
    Task StopAsync(TimeSpan grace, CancellationToken ct);
}
