using Slipway.Cli.Output;
using Slipway.Cli.Settings;

namespace Slipway.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            // The first time: stop in an orderly way. The second time the system ends the process.
            press.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        };
        return await SlipwayCli.RunAsync(args, Terminal.OfProcess(), CliEnvironment.OfProcess(), interrupted.Token);
    }
}
