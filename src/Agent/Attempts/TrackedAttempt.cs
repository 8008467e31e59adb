using Slipway.Agent.Runners;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;

namespace Slipway.Agent.Attempts;

/// <summary>An attempt that this process takes care of.</summary>
/// <param name="spec">What the server told.</param>
/// <param name="folder">All that is known of it here.</param>
/// <param name="state">As in <see cref="State"/>.</param>
/// <param name="since">A time stamp: when it was claimed, which is when the time for its start begins.</param>
internal sealed class TrackedAttempt(AttemptSpecBody spec, AttemptFolder folder, string state, long? since = null)
{
    // Not disposed of: an order may come while the attempt is leaving, and without timers there is nothing to free.
    private readonly CancellationTokenSource _preparing = new();
    private readonly CancellationTokenSource _abandoned = new();
    private volatile IRunningJob? _job;
    private volatile bool _cancelAsked;
    private volatile bool _mayRun;
    private volatile bool _isOver;
    private volatile string _state = state;
    private volatile string? _waiting;

    public AttemptSpecBody Spec => spec;

    public AttemptFolder Folder => folder;

    /// <summary>When it was claimed; null when an earlier process did.</summary>
    public long? Since => since;

    /// <summary>What it waits for before it runs, in its backend's words; null when there is nothing to say.</summary>
    public string? Waiting
    {
        get => State == "running" ? null : _job?.Waiting ?? _waiting;
        set => _waiting = value;
    }

    /// <summary>Ends what is left of it at once, once that was asked for; completed before.</summary>
    public Task Killing { get; set; } = Task.CompletedTask;

    /// <summary>How much of its log the server has, as far as known.</summary>
    public long LogSent { get; init; }

    /// <summary>Whether an earlier process had it: then it is looked for and not started.</summary>
    public bool IsFromBefore { get; set; }

    /// <summary>Whether something of it may run, or begin to, on its backend. False only when it is certain that nothing can.</summary>
    public bool MayRun { get => _mayRun || IsFromBefore; set => _mayRun = value; }

    /// <summary><c>claimed</c>, <c>starting</c> or <c>running</c>.</summary>
    public string State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>Once it is on its backend.</summary>
    public IRunningJob? Job => _job;

    /// <summary>Whether it is to end.</summary>
    public bool IsCancelAsked => _cancelAsked;

    /// <summary>Whether the server took its end: nothing it says about it matters any more.</summary>
    public bool IsOver
    {
        get => _isOver;
        set => _isOver = value;
    }

    /// <summary>Whether it belongs to nobody here any more.</summary>
    public bool IsAbandoned => _abandoned.IsCancellationRequested;

    /// <summary>Ends what is done for its log.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>Ends what is done before the job starts.</summary>
    public CancellationToken Preparing => _preparing.Token;

    public AttemptBeatBody Beat() => new()
    {
        Id = spec.Id,
        Fence = spec.Fence,
        State = State,
        BackendRef = _job?.BackendRef,
        Waiting = Waiting,
    };

    /// <summary>From now on it is on its backend, and runs as soon as its program does; a cancellation that came before is passed on.</summary>
    /// <param name="job">What the backend runs.</param>
    /// <param name="changed">Called when its state or what it waits for may have changed.</param>
    /// <param name="ct">Ends the wait for the cancellation.</param>
    public async Task StartedAsync(IRunningJob job, Action changed, CancellationToken ct)
    {
        _job = job;
        job.OnChange(() => See(job, changed));
        See(job, changed);
        if (_cancelAsked)
        {
            await job.CancelAsync(ct);
        }
    }

    private void See(IRunningJob job, Action changed)
    {
        if (job.HasBegun)
        {
            State = "running";
        }

        changed();
    }

    /// <summary>Ends it as asked; asked again nothing more happens.</summary>
    public async Task CancelAsync(CancellationToken ct)
    {
        if (_cancelAsked)
        {
            return;
        }

        _cancelAsked = true;
        await _preparing.CancelAsync();
        if (_job is { } job)
        {
            await job.CancelAsync(ct);
        }
    }

    /// <summary>Gives it up; what runs has to be killed by who gives it up.</summary>
    public async Task AbandonAsync()
    {
        await _abandoned.CancelAsync();
        await _preparing.CancelAsync();
    }

    /// <summary>
    /// Does what somebody else wants of it. Its end may come at any moment of that, and takes its folder along: then there is
    /// nothing left to want.
    /// </summary>
    public async Task UnlessOverAsync(Func<Task> act)
    {
        try
        {
            if (!IsOver)
            {
                await act();
            }
        }
        catch (Exception e) when (IsOver && e is IOException or ObjectDisposedException)
        {
            // It ended meanwhile.
        }
    }
}
