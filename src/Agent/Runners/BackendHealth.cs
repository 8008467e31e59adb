using System.Collections.Concurrent;

namespace Slipway.Agent.Runners;

/// <summary>
/// Which runners can start something now. An agent whose engine is away would fail one job after the other: it takes none
/// for that runner until the engine answers again.
/// </summary>
/// <param name="runners">By their names.</param>
/// <param name="changed">Called when one goes or comes.</param>
/// <param name="journal">Is told so.</param>
/// <param name="time">For the looks.</param>
internal sealed class BackendHealth(IReadOnlyDictionary<string, IRunner> runners, Action changed, Journal journal, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookOften = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, string> _away = new(StringComparer.Ordinal);
    private volatile TaskCompletionSource _wake = New();
    private volatile TaskCompletionSource _back = New();

    /// <summary>Those that can, in the order of their names.</summary>
    public IReadOnlyList<string> Ready => [.. runners.Keys.Where(name => !_away.ContainsKey(name)).Order(StringComparer.Ordinal)];

    /// <summary>Whether all can.</summary>
    public bool IsAllReady => _away.IsEmpty;

    /// <summary>Completes when the next one is there again.</summary>
    public Task Back => _back.Task;

    /// <summary>Why a runner cannot start anything; null when it can.</summary>
    public string? WhyAway(string runner) => _away.GetValueOrDefault(runner);

    /// <summary>Somebody found that one cannot.</summary>
    public void IsAway(string runner, string why)
    {
        if (_away.TryAdd(runner, why))
        {
            journal.Warn($"nothing can be started on '{runner}', so no more jobs are taken for it: {why}");
            changed();
            Interlocked.Exchange(ref _wake, New()).TrySetResult();
        }
    }

    /// <summary>Looks at all once.</summary>
    public Task LookAsync(CancellationToken ct) => Task.WhenAll(runners.Keys.Select(name => LookAsync(name, ct)));

    /// <summary>Looks at all now and then, and often at those that are away.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            var woken = _wake.Task;
            await LookAsync(ct);
            await Task.WhenAny(woken, Task.Delay(IsAllReady ? LookEvery : LookOften, time, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task LookAsync(string name, CancellationToken ct)
    {
        string? trouble;
        try
        {
            trouble = await runners[name].TroubleAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            trouble = e.Message;
        }

        if (trouble is not null)
        {
            IsAway(name, trouble);
        }
        else if (_away.TryRemove(name, out _))
        {
            journal.Say($"'{name}' answers again: jobs are taken for it");
            changed();
            Interlocked.Exchange(ref _back, New()).TrySetResult();
        }
    }
}
