using System.Diagnostics;

namespace Slipway.Testing;

/// <summary>One finished run of the command line.</summary>
/// <param name="ExitCode">0 done, 1 refused or failed, 2 wrong use.</param>
public sealed record CliRun(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs the real <c>slipway</c> executable.</summary>
    /// <param name="home">Where it keeps its login; its own, never the user's.</param>
    /// <param name="input">What it reads from standard input, or null for nothing.</param>
    /// <exception cref="TimeoutException">It did not end within two minutes.</exception>
    public static async Task<CliRun> StartAsync(string home, IEnumerable<string> arguments, string? input, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Repository.Executable("Slipway.Cli", "slipway"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("SLIPWAY_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }
        start.Environment["HOME"] = home;
        start.Environment["XDG_CONFIG_HOME"] = home;
        start.Environment["NO_COLOR"] = "1";
        start.Environment["COLUMNS"] = "200";
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var error = process.StandardError.ReadToEndAsync(ct);
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input);
            }
            process.StandardInput.Close();
            await process.WaitForExitAsync(ct).WaitAsync(Patience, ct);
            return new CliRun(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
