using System.Diagnostics;
using Slipway.Testing;

namespace Slipway.Demo;

/// <summary>The real agent as a child of the demo; it ends with the demo, however that ends.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private const string Watchdog =
        """
        exec 3<&0
        "$@" </dev/null 2>&1 &
        agent=$!
        (read -r _ <&3; kill -TERM "$agent" 2>/dev/null; sleep 10; kill -KILL "$agent" 2>/dev/null) >/dev/null 2>&1 &
        guard=$!
        wait "$agent"
        kill -KILL "$guard" 2>/dev/null
        """;

    private readonly Process _watchdog;
    private readonly List<string> _output = [];

    private AgentProcess(Process watchdog) => _watchdog = watchdog;

    /// <summary>What it printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    public bool HasExited => _watchdog.HasExited;

    /// <summary>Registers it with a token; returns what it said.</summary>
    public static async Task<string> RegisterAsync(string server, string token, string name, string dataFolder, CancellationToken ct)
    {
        using var process = Process.Start(StartOf([Executable(), "register", "--server", server, "--token-stdin", "--name", name, "--data-dir", dataFolder]))!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        await process.StandardInput.WriteAsync(token);
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0 ? await output : throw new DemoException($"slipway-agent register ended with {process.ExitCode}: {await error}");
    }

    public static AgentProcess Start(IReadOnlyList<string> arguments)
    {
        var watchdog = new Process { StartInfo = StartOf(["bash", "-c", Watchdog, "watchdog", Executable(), .. arguments]) };
        var agent = new AgentProcess(watchdog);
        watchdog.OutputDataReceived += (_, line) => agent.Heard(line.Data);
        watchdog.ErrorDataReceived += (_, line) => agent.Heard(line.Data);
        watchdog.Start();
        watchdog.BeginOutputReadLine();
        watchdog.BeginErrorReadLine();
        return agent;
    }

    public async ValueTask DisposeAsync()
    {
        _watchdog.StandardInput.Close();
        await _watchdog.WaitForExitAsync();
        _watchdog.Dispose();
    }

    private static string Executable() => Repository.Executable("Slipway.Agent", "slipway-agent");

    private static ProcessStartInfo StartOf(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("SLIPWAY_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }
        return start;
    }

    private void Heard(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.Add(line);
            }
        }
    }
}
