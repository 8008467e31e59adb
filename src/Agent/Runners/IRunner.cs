using Slipway.Agent.Spool;
using Slipway.Api.Agents;

namespace Slipway.Agent.Runners;

/// <summary>
/// What jobs are started on. A job bears its attempt's deterministic name (<see cref="AttemptFolder.Name"/>) on the
/// backend, so that none is started twice and each is found again by whoever takes over.
/// </summary>
internal interface IRunner
{
    /// <summary>The word of a <c>QueueResource</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Starts the job, or attaches to it when it is there already. Only with the right to start. A backend that fails for a
    /// moment is asked again, and once a request was sent that may have started the job, until it is known.
    /// </summary>
    /// <exception cref="StartFailedException">It cannot be started, and did not.</exception>
    /// <exception cref="BackendAwayException">The backend is away, and it did not start.</exception>
    /// <exception cref="StartTimeoutException">The time for its start is over, and it did not start.</exception>
    /// <exception cref="LeaseOverException">Its lease is over, and it did not start.</exception>
    Task<IRunningJob> StartAsync(AttemptFolder folder, JobStart start, CancellationToken ct);

    /// <summary>
    /// Finds a job that was started before, running or ended; null when there is none, and then there never will be: a start
    /// that is still under way fails. Whether it never began is what <see cref="AttemptFolder.MayHaveBegun"/> says.
    /// </summary>
    Task<IRunningJob?> AttachAsync(AttemptFolder folder, CancellationToken ct);

    /// <summary>The names of all jobs of this agent that are on the backend, known or not.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken ct);

    /// <summary>
    /// Ends a job at once and removes what is left of it. After it nothing of the job's program runs any more, or ever will.
    /// False when there was nothing.
    /// </summary>
    /// <param name="folder">The attempt's; of an orphan it need not exist, and only its name is known.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<bool> RemoveAsync(AttemptFolder folder, CancellationToken ct);

    /// <summary>Why nothing can be started here now, as a sentence for people; null when it can.</summary>
    Task<string?> TroubleAsync(CancellationToken ct) => Task.FromResult<string?>(null);
}

/// <summary>What a runner needs beyond the folder.</summary>
internal sealed record JobStart
{
    /// <summary>What the server told.</summary>
    public required AttemptSpecBody Spec { get; init; }

    /// <summary>The job's variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Ends what takes long before the job exists, such as fetching an image.</summary>
    public CancellationToken Preparing { get; init; }

    /// <summary>A time stamp: since when the time for its start runs; null for from now on.</summary>
    public long? Since { get; init; }

    /// <summary>Is told what the start waits for, in the backend's words.</summary>
    public Action<string?>? Waits { get; init; }

    /// <summary>Whether a request was sent that may have started the job, whatever became of it.</summary>
    public bool MayRun { get; set; }
}

/// <summary>A job on its backend.</summary>
internal interface IRunningJob
{
    /// <summary>What the backend calls it; null when it has no name for people.</summary>
    string? BackendRef { get; }

    /// <summary>Whether its program runs, or has ended. Known only while somebody waits for its end.</summary>
    bool HasBegun { get; }

    /// <summary>What its program waits for before it begins, in the backend's words; null when there is nothing to say.</summary>
    string? Waiting => null;

    /// <summary>Calls back when one of the two may have changed.</summary>
    void OnChange(Action changed);

    /// <summary>
    /// Brings what the job prints into the folder's raw log, from where that ends, until the job has ended and all of it is
    /// there.
    /// </summary>
    Task FollowLogAsync(CancellationToken ct);

    /// <summary>Waits for the end.</summary>
    Task<JobEnd> WaitAsync(CancellationToken ct);

    /// <summary>Asks it to end, and kills it after the grace of its spec; returns without waiting for that.</summary>
    Task CancelAsync(CancellationToken ct);
}

/// <summary>A job cannot be started; the message says why, for who made it.</summary>
internal sealed class StartFailedException(string message) : Exception(message);
