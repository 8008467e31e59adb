using Slipway.Bench;
using Slipway.Bench.Artifacts;
using Slipway.Bench.Servers;
using Slipway.Bench.Web;

// Each benchmark by its name; ./dev bench NAME runs one.
IReadOnlyDictionary<string, (string What, Func<string[], CancellationToken, Task<int>> Run)> benchmarks =
    new Dictionary<string, (string, Func<string[], CancellationToken, Task<int>>)>
    {
        ["latency"] = ("alias move to arrival at the receiver, on both databases [events/s] [seconds]", Latency.RunAsync),
        ["chaos-core"] = ("200 kills of the server during alias moves, on both databases [kills]", Kills.RunAsync),
        ["toggle"] = ("a webhook disabled and enabled while aliases move, on both databases [seconds] [times] [sqlite|postgres]", Toggles.RunAsync),
        ["launch"] = ("claims, first output, jobs in a row, cancellation and 1,000 waiting agents, on both databases [sqlite|postgres] [idle]", Launches.RunAsync),
        ["chaos-launch"] = ("2,000 items while agents, servers and database are killed and held, on both databases [items] [sqlite|postgres]", LaunchKills.RunAsync),
        ["artifacts"] = ("10 GiB in one file and 100,000 files in one version under 512 MB [GiB] [files]", LargeArtifacts.RunAsync),
        ["hostile"] = ("what one user can ask at worst of a server with 512 MB, and how long others wait meanwhile [seconds of log] [samples] [sqlite|postgres]", Hostile.RunAsync),
        ["web"] = ("every page among 10,000 models, 100,000 versions and 1,000,000 executions, and a first visit [models versions executions] [sqlite|postgres]", WebPages.RunAsync),
        ["micro"] = ("template, signature and match [BenchmarkDotNet options]", Micro.RunAsync),
    };

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};

if (args.Length == 0)
{
    return await Micro.RunAsync([], interrupted.Token) | await Latency.RunAsync([], interrupted.Token);
}
if (args is [var name, .. var rest] && benchmarks.TryGetValue(name, out var chosen))
{
    return await chosen.Run(rest, interrupted.Token);
}
Console.WriteLine("Usage: ./dev bench [NAME [options]]; without a name micro and latency run.");
Console.WriteLine();
foreach (var (key, (what, _)) in benchmarks)
{
    Console.WriteLine($"  {key,-12} {what}");
}
return args is ["list" or "help" or "--help"] ? 0 : 2;
