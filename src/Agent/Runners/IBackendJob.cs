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

    /// <summary>As <see cref="IRunningJob.FollowLogAsync"/>.</summary>
    Task FollowLogAsync(string path, CancellationToken ct);

    /// <summary>Waits for the end, whatever the backend's own failures meanwhile, and says how the backend tells it.</summary>
    Task<JobEnd> ExitAsync(CancellationToken ct);

    /// <summary>Asks it to end and kills it after the grace. Repeats itself until the backend took it.</summary>
    Task StopAsync(TimeSpan grace, CancellationToken ct);
}
