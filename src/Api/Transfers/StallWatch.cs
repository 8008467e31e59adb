namespace Slipway.Api.Transfers;

/// <summary>Cancels a transfer on which nothing has moved for a while.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly CancellationTokenSource _stalled;
    private readonly CancellationTokenSource _either;
    private readonly TimeSpan _patience;

    public StallWatch(TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        _patience = patience;
        _stalled = new CancellationTokenSource(patience, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_stalled.Token, ct);
    }

    /// <summary>Ends when the caller cancels and when the transfer stalls.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether it was the stall that ended it.</summary>
    public bool HasStalled => _stalled.IsCancellationRequested;

    /// <summary>Something moved.</summary>
    public void Moved() => _stalled.CancelAfter(_patience);

    public void Dispose()
    {
        _either.Dispose();
        _stalled.Dispose();
    }
}
