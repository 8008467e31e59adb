namespace Slipway.Testing;

/// <summary>
/// The real server executable as a child, for tests that kill it. It listens on a free loopback port, and dies with this
/// process, however that ends.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private readonly WatchedProcess _process;

    private ServerProcess(string url, string adminKey, WatchedProcess process)
    {
        Url = url;
        AdminKey = adminKey;
        _process = process;
    }

    /// <summary>The address, without a slash at the end.</summary>
    public string Url { get; }

    /// <summary>The key of user <c>admin</c>.</summary>
    public string AdminKey { get; }

    /// <summary>The server's own number, for looking at it in <c>/proc</c>.</summary>
    public Task<int> ProcessId => _process.Id;

    /// <summary>The last lines that it printed, oldest first.</summary>
    public string Output => _process.Output;

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
        var server = new ServerProcess(url, adminKey, new WatchedProcess(Repository.Executable("Slipway.Server"),
            ["--urls", url, "--data-dir", dataFolder, "--admin-api-key", adminKey, .. options], dataFolder, environment));
        try
        {
            server._process.Start();
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
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Asks it to end (SIGTERM) and waits; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _process.SignalAsync("TERM");
        return await _process.ExitAsync();
    }

    /// <summary>Holds it (SIGSTOP) until <see cref="ResumeAsync"/>.</summary>
    public Task PauseAsync() => _process.SignalAsync("STOP");

    public Task ResumeAsync() => _process.SignalAsync("CONT");

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(LookAgain);
        while (true)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"The server ended with {_process.ExitCode}:\n{Output}");
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
}
