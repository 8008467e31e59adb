using Slipway.Agent.Runners;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;

namespace Slipway.Agent.Attempts;

/// <summary>An attempt that this process takes care of.</summary>
internal sealed class TrackedAttempt(AttemptSpecBody spec, AttemptFolder folder, string state)
{
    // Not disposed of: an order may come while the attempt is leaving, and without timers there is nothing to free.
    private readonly CancellationTokenSource _preparing = new();
    private readonly CancellationTokenSource _abandoned = new();
    private volatile IRunningJob? _job;
    private volatile bool _cancelAsked;
    private volatile bool _isOver;
    private volatile string _state = state;

    public AttemptSpecBody Spec => spec;

    public AttemptFolder Folder => folder;

    /// <summary>How much of its log the server has, as far as known.</summary>
    public long LogSent { get; init; }

    /// <summary>Whether an earlier process had it: then it is looked for and not started.</summary>
    public bool IsFromBefore { get; set; }

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
    };

    /// <summary>From now on it runs; a cancellation that came before is passed on.</summary>
    public async Task RunsAsync(IRunningJob job, CancellationToken ct)
    {
        _job = job;
        State = "running";
        if (_cancelAsked)
        {
            await job.CancelAsync(ct);
        }
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
