using System.Collections.Concurrent;

namespace Slipway.Testing.Chaos;

/// <summary>Servers, agents and a database that are killed and held in a random order; each is soon there again.</summary>
internal sealed class ChaosBlows(Random random, TimeSpan longerThanALease)
{
    private readonly List<(string Name, Func<CancellationToken, Task> Strike)> _blows = [];
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>Something that is killed and started again.</summary>
    public void AddKill(string name, Func<CancellationToken, Task> strike) => _blows.Add(($"{name} killed", strike));

    /// <summary>Something that is held for longer than a lease.</summary>
    public void AddHold(string name, Func<Task> pause, Func<Task> resume) => _blows.Add(($"{name} held", async ct =>
    {
        await pause();
        try
        {
            await Task.Delay(longerThanALease, ct);
        }
        finally
        {
            await resume();
        }
    }
    ));

    /// <summary>All once in a random order, and so on, until told that it is enough. Random moments are the point here.</summary>
    public async Task RunAsync(Func<bool> isEnough, CancellationToken ct)
    {
        while (true)
        {
            var round = _blows.ToArray();
            random.Shuffle(round);
            foreach (var (name, strike) in round)
            {
                await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 2), ct);
                if (isEnough())
                {
                    return;
                }
                await strike(ct);
                _counts.AddOrUpdate(name, 1, (_, count) => count + 1);
            }
        }
    }
}
