using System.Diagnostics;
using Slipway.Agent.Processes;
using Slipway.Agent.Runners;
using Slipway.Agent.Spool;
using Slipway.Testing;

namespace Slipway.Tests.Agent;

/// <summary>The real agent as a process, in a data folder of its own; may be killed and started again.</summary>
internal sealed class AgentUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _data = new();
    private readonly List<string> _printed = [];
    private Process? _process;

    public SpoolFolder Spool => new(_data.Path);

    public string DataFolder => _data.Path;

    public string Printed
    {
        get
        {
            lock (_printed)
            {
                return string.Join('\n', _printed);
            }
        }
    }

    public static async Task<AgentUnderTest> RegisterAsync(ProtocolServer server, CancellationToken ct)
    {
        var agent = new AgentUnderTest();
        Assert.Equal((0, ""), await agent.CallAsync("a-token\n", ct, "register", "--server", server.Address.AbsoluteUri, "--token-stdin", "--name", "box"));
        return agent;
    }

    /// <summary>Runs one command to its end; its exit code and its errors.</summary>
    public async Task<(int ExitCode, string Error)> CallAsync(string input, CancellationToken ct, params string[] arguments)
    {
        using var process = Process.Start(StartOf([.. arguments, "--data-dir", _data.Path]))!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = await process.StandardError.ReadToEndAsync(ct);
        await output;
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, error);
    }

    public void Start(params string[] options)
    {
        _process = new Process { StartInfo = StartOf(["run", "--queue", "gpu", "--data-dir", _data.Path, .. options]) };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_printed)
            {
                _printed.Add(line.Data ?? "");
            }
        };
        _process.Start();
        _process.BeginErrorReadLine();
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await EndAsync();
    }

    public void Signal(int signal) => Assert.Equal(0, Libc.Kill(_process!.Id, signal));

    /// <summary>Waits for its end and answers its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process!.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        var runner = new ProcessRunner("none", Spool, Isolation.None, TimeProvider.System);
        foreach (var folder in Spool.List())
        {
            await runner.RemoveAsync(folder, CancellationToken.None);
        }

        _process?.Dispose();
        _data.Dispose();
    }

    private static ProcessStartInfo StartOf(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Repository.Executable("Slipway.Agent", "slipway-agent"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("SLIPWAY_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["SLIPWAY_AGENT_LABELS"] = "from-the-environment";
        return start;
    }
}
