using System.Globalization;
using Slipway.Testing;
using Slipway.Testing.Chaos;

namespace Slipway.Bench.Servers;

/// <summary>The kill test of Launch at length, on both databases, with the published agent.</summary>
internal static class LaunchKills
{
    private const int DefaultItems = 2_000;

    /// <returns>1 when anything was lost, ran twice or never ended.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var items = args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : DefaultItems;
        var agent = await PublishedAgent.GetAsync(ct);
        var engines = args is [_, var engine, ..] ? [Enum.Parse<TestEngine>(engine, ignoreCase: true)] : Enum.GetValues<TestEngine>();
        var good = true;
        foreach (var one in engines)
        {
            var seed = Random.Shared.Next();
            Console.WriteLine($"{one}, seed {seed}");
            var report = await LaunchChaos.ExecuteAsync(one, items, seed, agent, Console.WriteLine, ct);
            Console.WriteLine(report);
            good &= report.IsGood;
        }
        Console.WriteLine(good ? "Nothing lost, nothing twice." : "BROKEN");
        return good ? 0 : 1;
    }
}
