using System.Diagnostics;
using Slipway.Testing;

namespace Slipway.Demo;

/// <summary>Tells each step as it happens, and runs the command line as a person would.</summary>
internal sealed class Story(string home, CancellationToken ct)
{
    private int _step;

    public void Step(string text)
    {
        Console.WriteLine();
        Console.WriteLine($"{++_step}. {text}");
    }

    public void Say(string text)
    {
        foreach (var line in text.TrimEnd().Split('\n'))
        {
            Console.WriteLine($"     {line}");
        }
    }

    /// <summary>Runs <c>slipway</c> and shows it; returns what it printed.</summary>
    /// <param name="input">What is given on standard input, or null for nothing.</param>
    /// <exception cref="DemoException">It failed.</exception>
    public async Task<string> SlipwayAsync(string[] arguments, string? input = null, bool quiet = false)
    {
        Say($"$ slipway {string.Join(' ', arguments.Select(Quote))}{(input is null ? "" : " < ...")}");
        var run = await CliRun.StartAsync(home, arguments, input, ct);
        if (run.ExitCode != 0)
        {
            throw new DemoException($"slipway {arguments[0]} ended with {run.ExitCode}: {run.Error.Trim()} {run.Output.Trim()}");
        }
        if (!quiet)
        {
            Say(run.Output + run.Error);
        }
        return run.Output;
    }

    /// <summary>The same for what tells of something that goes on: each line as it comes.</summary>
    /// <exception cref="DemoException">It failed.</exception>
    public async Task SlipwayLiveAsync(string[] arguments)
    {
        Say($"$ slipway {string.Join(' ', arguments.Select(Quote))}");
        var start = new ProcessStartInfo(Repository.Executable("Slipway.Cli", "slipway"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = home;
        start.Environment["XDG_CONFIG_HOME"] = home;
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        try
        {
            var error = process.StandardError.ReadToEndAsync(ct);
            while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
            {
                Say("| " + line);
            }
            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0)
            {
                throw new DemoException($"slipway {arguments[0]} ended with {process.ExitCode}: {await error}");
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Quote(string argument) => argument.AsSpan().IndexOfAny(" ^$'\"{}") < 0 ? argument : $"'{argument}'";
}
