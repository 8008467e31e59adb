using System.Diagnostics;
using System.Globalization;

namespace Slipway.Testing;

/// <summary>
/// A real executable of ours as a child, for tests that kill it. It dies with this process, however that ends: a watchdog
/// holds the other end of a pipe.
/// </summary>
internal sealed class WatchedProcess : IAsyncDisposable
{
    private const string Watchdog =
        """
        exec 3<&0
        "$@" </dev/null 2>&1 &
        child=$!
        exec 2>/dev/null
        echo "watchdog: child $child"
        (read -r _ <&3; kill -CONT "$child"; kill -KILL "$child" 2>/dev/null) >/dev/null 2>&1 &
        guard=$!
        wait "$child"
        status=$?
        kill -KILL "$guard" 2>/dev/null
        exit "$status"
        """;

    private const int KeptLines = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _watchdog;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<int> _id = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="folder">Where it runs: its own, so that it reads no file of ours.</param>
    /// <param name="environment">Put over ours, of which it gets none of Slipway's own variables.</param>
    public WatchedProcess(string executable, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("SLIPWAY_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        foreach (var argument in (string[])["-c", Watchdog, "watchdog", executable, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        _watchdog = new Process { StartInfo = start };
        _watchdog.OutputDataReceived += (_, line) => Heard(line.Data);
    }

    /// <summary>Its own number, for looking at it in <c>/proc</c>.</summary>
    public Task<int> Id => _id.Task;

    public bool HasExited => _watchdog.HasExited;

    /// <summary>Once it has ended.</summary>
    public int ExitCode => _watchdog.ExitCode;

    /// <summary>The last lines that it printed, oldest first.</summary>
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

    public void Start()
    {
        _watchdog.Start();
        _watchdog.BeginOutputReadLine();
    }

    /// <summary>Sends it a signal, such as <c>KILL</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", (await _id.Task).ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it at once, as a power cut would (SIGKILL), and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("KILL");
        await _watchdog.WaitForExitAsync();
    }

    /// <summary>Waits for its end and answers its exit code.</summary>
    /// <exception cref="TimeoutException">It goes on.</exception>
    public async Task<int> ExitAsync()
    {
        await _watchdog.WaitForExitAsync().WaitAsync(Patience);
        return _watchdog.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _watchdog.StandardInput.Close();
        await _watchdog.WaitForExitAsync();
        _watchdog.Dispose();
    }

    private void Heard(string? line)
    {
        const string mark = "watchdog: child ";
        if (line is null)
        {
            _id.TrySetException(new InvalidOperationException("It did not start."));
            return;
        }
        if (line.StartsWith(mark, StringComparison.Ordinal))
        {
            _id.TrySetResult(int.Parse(line.AsSpan(mark.Length), CultureInfo.InvariantCulture));
            return;
        }
        lock (_output)
        {
            _output.Add(line);
            if (_output.Count > KeptLines)
            {
                _output.RemoveAt(0);
            }
        }
    }
}
