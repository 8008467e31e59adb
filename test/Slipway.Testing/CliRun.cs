using System.Diagnostics;
using System.Text;

namespace Slipway.Testing;

/// <summary>One finished run of the command line.</summary>
/// <param name="ExitCode">0 done, 1 refused or failed, 2 wrong use.</param>
public sealed record CliRun(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary><see cref="Output"/> as it came.</summary>
    public byte[] OutputBytes { get; private init; } = [];

    /// <summary>Runs the real <c>slipway</c> executable.</summary>
    /// <param name="home">Where it keeps its login; its own, never the user's.</param>
    /// <param name="input">What it reads from standard input, or null for nothing.</param>
    /// <exception cref="TimeoutException">It did not end within two minutes.</exception>
    public static Task<CliRun> StartAsync(string home, IEnumerable<string> arguments, string? input, CancellationToken ct) =>
        StartAsync(Repository.Executable("Slipway.Cli", "slipway"), home, arguments, input, ct);

    /// <summary>The same in a terminal, as <c>script</c> (util-linux) makes one: what stands on it is the output, with CR LF for each LF.</summary>
    public static Task<CliRun> StartInTerminalAsync(string home, IEnumerable<string> arguments, CancellationToken ct)
    {
        var command = string.Join(' ', arguments.Prepend(Repository.Executable("Slipway.Cli", "slipway")).Select(static word => $"'{word}'"));
        return StartAsync("script", home, ["--quiet", "--return", "--command", command, "/dev/null"], null, ct);
    }

    private static async Task<CliRun> StartAsync(string program, string home, IEnumerable<string> arguments, string? input, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program)
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
            using var output = new MemoryStream();
            var copy = process.StandardOutput.BaseStream.CopyToAsync(output, ct);
            var error = process.StandardError.ReadToEndAsync(ct);
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input);
            }
            process.StandardInput.Close();
            await process.WaitForExitAsync(ct).WaitAsync(Patience, ct);
            await copy;
            return new CliRun(process.ExitCode, Encoding.UTF8.GetString(output.ToArray()), await error) { OutputBytes = output.ToArray() };
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
