namespace Slipway.Testing;

/// <summary>For what can only be seen by asking: asks again until it is there. Where a signal exists, wait on that.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>The first answer that is not null.</summary>
    /// <exception cref="TimeoutException">None came within 30 s.</exception>
    public static async Task<T> FindAsync<T>(Func<Task<T?>> ask, string what, CancellationToken ct)
        where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(AskEvery);
        while (true)
        {
            if (await ask() is { } found)
            {
                return found;
            }
            try
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new TimeoutException($"Waited for {what}.");
            }
        }
    }

    /// <summary>Returns once <paramref name="ask"/> answers true.</summary>
    /// <exception cref="TimeoutException">It did not within 30 s.</exception>
    public static Task TrueAsync(Func<Task<bool>> ask, string what, CancellationToken ct) =>
        FindAsync<object>(async () => await ask() ? string.Empty : null, what, ct);
}
