using System.Diagnostics;
using System.Globalization;

namespace Slipway.Testing;

/// <summary>
/// The real server executable as a child, for tests that kill it. It listens on a free loopback port, and dies with this
/// process, however that ends: a watchdog holds the other end of a pipe.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string Watchdog =
        """
        exec 3<&0
        "$@" </dev/null 2>&1 &
        server=$!
        exec 2>/dev/null
        echo "watchdog: server $server"
        (read -r _ <&3; kill -KILL "$server" 2>/dev/null) >/dev/null 2>&1 &
        guard=$!
        wait "$server"
        status=$?
        kill -KILL "$guard" 2>/dev/null
        exit "$status"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private readonly Process _watchdog;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<int> _processId = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(
        string url, string adminKey, string dataFolder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        Url = url;
        AdminKey = adminKey;
        // Its own folder: no slipway.json of ours is read, nor our environment's options.
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = dataFolder };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("SLIPWAY_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        foreach (var argument in (string[])["-c", Watchdog, "watchdog", Repository.Executable("Slipway.Server"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        _watchdog = new Process { StartInfo = start };
        _watchdog.OutputDataReceived += (_, line) => Heard(line.Data);
    }

    /// <summary>The address, without a slash at the end.</summary>
    public string Url { get; }

    /// <summary>The key of user <c>admin</c>.</summary>
    public string AdminKey { get; }

    /// <summary>The server's own number, for looking at it in <c>/proc</c>.</summary>
    public Task<int> ProcessId => _processId.Task;

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

    /// <summary>A new key of the form that the server takes for its first administrator.</summary>
    public static string NewAdminKey() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20));

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="dataFolder">Its <c>data-dir</c>; may hold the data of an earlier one.</param>
    /// <param name="adminKey">The first administrator's key; the same at every start over the same data.</param>
    /// <param name="options">Further options, as <c>--name value</c>.</param>
    /// <param name="port">The port; null for a free one.</param>
    /// <exception cref="InvalidOperationException">It ended or was not ready in time; the message holds what it printed.</exception>
    public static Task<ServerProcess> StartAsync(string dataFolder, string adminKey, IEnumerable<string> options, int? port, CancellationToken ct) =>
        StartAsync(dataFolder, adminKey, options, port, new Dictionary<string, string>(), ct);

    /// <summary>The same with variables of the runtime's, such as a memory limit.</summary>
    public static async Task<ServerProcess> StartAsync(
        string dataFolder, string adminKey, IEnumerable<string> options, int? port, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        Directory.CreateDirectory(dataFolder);
        var url = $"http://127.0.0.1:{port ?? Ports.Free()}";
        var server = new ServerProcess(url, adminKey, dataFolder, ["--urls", url, "--data-dir", dataFolder, "--admin-api-key", adminKey, .. options],
            environment);
        try
        {
            server._watchdog.Start();
            server._watchdog.BeginOutputReadLine();
            await server.WaitUntilReadyAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it at once, as a power cut would (SIGKILL), and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("KILL");
        await _watchdog.WaitForExitAsync();
    }

    /// <summary>Asks it to end (SIGTERM) and waits; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        await _watchdog.WaitForExitAsync().WaitAsync(Patience);
        return _watchdog.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _watchdog.StandardInput.Close();
        await _watchdog.WaitForExitAsync();
        _watchdog.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", (await _processId.Task).ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(LookAgain);
        while (true)
        {
            if (_watchdog.HasExited)
            {
                throw new InvalidOperationException($"The server ended with {_watchdog.ExitCode}:\n{Output}");
            }
            try
            {
                using var answer = await client.GetAsync($"{Url}/readyz", patience.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
            {
                // Not listening yet.
            }
            if (patience.IsCancellationRequested)
            {
                ct.ThrowIfCancellationRequested();
                throw new InvalidOperationException($"The server was not ready within {Patience.TotalSeconds} s:\n{Output}");
            }
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private void Heard(string? line)
    {
        const string mark = "watchdog: server ";
        if (line is null)
        {
            _processId.TrySetException(new InvalidOperationException("The server did not start."));
            return;
        }
        if (line.StartsWith(mark, StringComparison.Ordinal))
        {
            _processId.TrySetResult(int.Parse(line.AsSpan(mark.Length), CultureInfo.InvariantCulture));
            return;
        }
        lock (_output)
        {
            _output.Add(line);
            if (_output.Count > 500)
            {
                _output.RemoveAt(0);
            }
        }
    }
}
