using System.Globalization;
using Slipway.Testing;
using Slipway.Testing.Chaos;

namespace Slipway.Bench.Servers;

/// <summary>The kill test at length: SIGKILL during alias moves, on both databases.</summary>
internal static class Kills
{
    private const int DefaultKills = 200;

    /// <returns>1 when anything was lost or done twice.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var kills = args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : DefaultKills;
        var good = true;
        foreach (var engine in Enum.GetValues<TestEngine>())
        {
            var seed = Random.Shared.Next();
            Console.WriteLine($"{engine}, seed {seed}");
            var report = await ChaosRun.ExecuteAsync(engine, kills, seed, Console.WriteLine, ct);
            Console.WriteLine(report);
            good &= report.IsGood;
        }
        Console.WriteLine(good ? "Nothing lost, nothing twice." : "BROKEN");
        return good ? 0 : 1;
    }
}
