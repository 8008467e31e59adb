using System.Globalization;
using Slipway.Testing;
using Slipway.Testing.Chaos;

namespace Slipway.Bench.Servers;

/// <summary>A webhook disabled and enabled all the time while aliases move, at length and several times, on both databases.</summary>
internal static class Toggles
{
    private const int DefaultSeconds = 60;
    private const int DefaultTimes = 10;

    /// <returns>1 when any delivery was left undone.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var seconds = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultSeconds;
        var times = args is [_, var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : DefaultTimes;
        var engines = args is [_, _, var named, ..] ? [Enum.Parse<TestEngine>(named, ignoreCase: true)] : Enum.GetValues<TestEngine>();
        var good = true;
        foreach (var engine in engines)
        {
            for (var time = 1; time <= times; time++)
            {
                var seed = Random.Shared.Next();
                var report = await ToggleRun.ExecuteAsync(engine, TimeSpan.FromSeconds(seconds), seed, ct);
                Console.WriteLine($"{engine} {time} of {times}, seed {seed}: {report}");
                good &= report.IsGood;
            }
        }
        Console.WriteLine(good ? "No delivery left undone." : "BROKEN");
        return good ? 0 : 1;
    }
}
