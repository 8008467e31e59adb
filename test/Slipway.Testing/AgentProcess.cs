using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Slipway.Testing;

/// <summary>
/// The real agent executable as a child, in a data folder of its own; may be killed, held and started again. It and its
/// jobs end with it being disposed of.
/// </summary>
public sealed class AgentProcess : IAsyncDisposable
{
    private static readonly IReadOnlyDictionary<string, string> NoEnvironment = new Dictionary<string, string>();
    private readonly TemporaryFolder _data = new();
    private readonly string _executable;
    private readonly string _name;
    private WatchedProcess? _process;

    private AgentProcess(string executable, string name)
    {
        _executable = executable;
        _name = name;
    }

    public string DataFolder => _data.Path;

    /// <summary>The agent as the build made it; <c>./dev bench launch</c> takes the published one.</summary>
    public static string Built => Repository.Executable("Slipway.Agent", "slipway-agent");

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Its own number, while it runs.</summary>
    public Task<int> ProcessId => _process!.Id;

    /// <summary>What it said since its last start.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>Registers one with a registration token.</summary>
    /// <param name="executable">Null for <see cref="Built"/>.</param>
    /// <exception cref="InvalidOperationException">It was refused; the message holds what it printed.</exception>
    public static async Task<AgentProcess> RegisterAsync(string server, string token, string name, string? executable, CancellationToken ct)
    {
        var agent = new AgentProcess(executable ?? Built, name);
        var file = agent._data["token"];
        await File.WriteAllTextAsync(file, token, ct);
        await using var register = agent.Process("register", "--server", server, "--token-file", file, "--name", name);
        register.Start();
        return await register.ExitAsync() == 0
            ? agent
            : throw new InvalidOperationException($"The agent was not registered:\n{register.Output}");
    }

    /// <summary>Starts it (again) and waits until it listens.</summary>
    /// <param name="options">Of <c>slipway-agent run</c>, such as <c>--queue cpu</c>.</param>
    public async Task StartAsync(IEnumerable<string> options, CancellationToken ct)
    {
        Start(options);
        await Eventually.TrueAsync(
            () => Task.FromResult(Output.Contains(" slots for ", StringComparison.Ordinal)), $"agent {_name} to listen; it said: {Output}", ct);
    }

    /// <summary>The same without waiting: there may be no server to listen to.</summary>
    public void Start(IEnumerable<string> options)
    {
        _process = Process(["run", .. options]);
        _process.Start();
    }

    /// <summary>Ends it at once (SIGKILL); its jobs go on.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Asks it to take no more and end (SIGTERM); returns at once.</summary>
    public Task TerminateAsync() => _process!.SignalAsync("TERM");

    /// <summary>Waits for its end and answers its exit code.</summary>
    public Task<int> ExitAsync() => _process!.ExitAsync();

    /// <summary>Holds it (SIGSTOP), but not its jobs, until <see cref="ResumeAsync"/>.</summary>
    public Task PauseAsync() => _process!.SignalAsync("STOP");

    public Task ResumeAsync() => _process!.SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
        KillJobs();
        _data.Dispose();
    }

    // Who supervises a job has the folder in its arguments, the job and all its descendants have it in their environment.
    private void KillJobs()
    {
        foreach (var folder in Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            if (!Mentions(Path.Combine(folder, "cmdline")) && !Mentions(Path.Combine(folder, "environ")))
            {
                continue;
            }
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
                process.Kill();
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // With its parent.
            }
        }
    }

    private bool Mentions(string file)
    {
        try
        {
            return File.ReadAllText(file, Encoding.Latin1).Contains(_data.Path, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private WatchedProcess Process(params string[] arguments) =>
        new(_executable, [.. arguments, "--data-dir", _data.Path], _data.Path, NoEnvironment);
}
