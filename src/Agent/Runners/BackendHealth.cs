using System.Collections.Concurrent;

namespace Slipway.Agent.Runners;

/// <summary>
/// Which runners can start something now. An agent whose engine is away would fail one job after the other: it takes none
/// for that runner until the engine answers again. One that answers and starts nothing all the same, such as a cluster of which
/// an admission webhook is down, is left alone for a while that grows until something is started there.
/// </summary>
/// <param name="runners">By their names.</param>
/// <param name="changed">Called when one goes or comes.</param>
/// <param name="journal">Is told so.</param>
/// <param name="time">For the looks.</param>
internal sealed class BackendHealth(IReadOnlyDictionary<string, IRunner> runners, Action changed, Journal journal, TimeProvider time)
{
    /// <summary>The most that a backend is left alone for.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookOften = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<string, string> _away = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Resting> _rests = new(StringComparer.Ordinal);
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

    /// <summary>A start failed for want of it, whatever it answers to a look.</summary>
    public void StartedNothing(string runner, string why)
    {
        var now = time.GetTimestamp();
        _rests.AddOrUpdate(
            runner,
            _ => new Resting(now, FirstRest),
            (_, rest) => IsResting(rest) ? rest : new Resting(now, rest.Length * 2 < LongestRest ? rest.Length * 2 : LongestRest));
        IsAway(runner, why);
    }

    /// <summary>Something was started.</summary>
    public void Started(string runner) => _rests.TryRemove(runner, out _);

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

    private bool IsResting(Resting rest) => rest.Since is { } since && time.GetElapsedTime(since) < rest.Length;

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
            // A look sees it: then a look also sees when it is over.
            if (_rests.TryGetValue(name, out var resting))
            {
                _rests.TryUpdate(name, resting with { Since = null }, resting);
            }

            IsAway(name, trouble);
        }
        else if (_rests.TryGetValue(name, out var rest) && IsResting(rest))
        {
            return;
        }
        else if (_away.TryRemove(name, out _))
        {
            journal.Say($"'{name}' answers again: jobs are taken for it");
            changed();
            Interlocked.Exchange(ref _back, New()).TrySetResult();
        }
    }

    /// <summary>Since when, a time stamp, and for how long a runner is left alone; since null it is not.</summary>
    private sealed record Resting(long? Since, TimeSpan Length);
}
