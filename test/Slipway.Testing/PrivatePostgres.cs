using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Slipway.Testing;

/// <summary>
/// A PostgreSQL of our own: fresh cluster in a temporary folder, a free loopback port, never one that is already there.
/// It lives as long as this process: a watchdog holds the other end of a pipe and stops it when the pipe closes, so a
/// killed test run leaves nothing behind.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const int Tries = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<PrivatePostgres>> OfThisProcess = new(() => StartAsync(durable: false));

    // $1 folder, $2 programs, $3 user to run as (empty: this one), $4 port, $5... settings
    private const string Watchdog =
        """
        folder=$1 programs=$2 user=$3 port=$4; shift 4
        trap '' INT TERM HUP
        as() { if [ -n "$user" ]; then exec setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@"; else exec "$@"; fi; }
        cd "$folder"
        (as "$programs/initdb" -D "$folder/data" -U slipway -A md5 --pwfile="$folder/password" --locale=C --encoding=UTF8 \
            --no-sync </dev/null >"$folder/initdb.log" 2>&1) || { cat "$folder/initdb.log"; exit 1; }
        start() {
            as "$programs/postgres" -D "$folder/data" -p "$port" -h 127.0.0.1 -k "$folder" "$@" </dev/null 2>&1 &
            server=$!
            echo "watchdog: server $server"
        }
        start "$@"
        while read -r command; do
            case $command in
                stop) kill -INT "$server"; wait "$server"; echo "watchdog: stopped" ;;
                start) start "$@" ;;
            esac
        done
        kill -CONT "$server" $(cat "/proc/$server/task/$server/children" 2>/dev/null) 2>/dev/null
        kill -QUIT "$server" 2>/dev/null
        wait "$server"
        rm -rf "$folder"
        """;

    private readonly Process _watchdog;
    private readonly List<string> _log = [];
    private int _server;
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PrivatePostgres(string folder, string password, int port, bool durable)
    {
        Port = port;
        Password = password;
        _watchdog = new Process { StartInfo = StartInfo(folder, port, durable) };
        _watchdog.OutputDataReceived += (_, line) => Heard(line.Data);
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The password of user <c>slipway</c>.</summary>
    public string Password { get; }

    /// <summary>The one of this test run; started when first asked for.</summary>
    public static Task<PrivatePostgres> SharedAsync() => OfThisProcess.Value;

    /// <summary>Starts one more.</summary>
    /// <param name="durable">Whether commits reach the disk, as in production: for measurements.</param>
    /// <exception cref="InvalidOperationException">It does not start; the message holds its log.</exception>
    public static async Task<PrivatePostgres> StartAsync(bool durable)
    {
        for (var attempt = 1; ; attempt++)
        {
            var folder = Directory.CreateTempSubdirectory("slipway-postgres-").FullName;
            var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            await File.WriteAllTextAsync(Path.Combine(folder, "password"), password);
            await GiveAwayAsync(folder);
            var postgres = new PrivatePostgres(folder, password, Ports.Free(), durable);
            try
            {
                await postgres.StartAsync();
                return postgres;
            }
            catch (InvalidOperationException) when (attempt < Tries)
            {
                await postgres.DisposeAsync();
            }
        }
    }

    /// <summary>The server option <c>database</c> for one of its databases.</summary>
    public string UrlOf(string database) => $"postgres://slipway:{Password}@127.0.0.1:{Port}/{database}";

    /// <summary>Holds it with all its connections (SIGSTOP) until <see cref="ResumeAsync"/>.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>Stops it as an operator does for a restart: whoever is connected is cut off. It can be started again.</summary>
    public async Task StopAsync()
    {
        _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _watchdog.StandardInput.WriteLineAsync("stop");
        await _watchdog.StandardInput.FlushAsync();
        await _stopped.Task.WaitAsync(Patience);
    }

    /// <summary>Starts it again, over the same data and at the same port.</summary>
    public async Task StartAgainAsync()
    {
        _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _watchdog.StandardInput.WriteLineAsync("start");
        await _watchdog.StandardInput.FlushAsync();
        await _ready.Task.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        _watchdog.StandardInput.Close();
        await _watchdog.WaitForExitAsync();
        _watchdog.Dispose();
    }

    private static ProcessStartInfo StartInfo(string folder, int port, bool durable)
    {
        string[] quick = durable ? [] : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-c", Watchdog, "watchdog", folder, Programs(), RunAs(), $"{port}",
            "-c", "max_connections=400", "-c", "log_min_messages=warning", "-c", "log_checkpoints=off", .. quick])
        {
            start.ArgumentList.Add(argument);
        }
        return start;
    }

    private async Task StartAsync()
    {
        _watchdog.Start();
        _watchdog.BeginOutputReadLine();
        await Task.WhenAny(_ready.Task, _watchdog.WaitForExitAsync(), Task.Delay(Patience));
        if (!_ready.Task.IsCompletedSuccessfully)
        {
            lock (_log)
            {
                throw new InvalidOperationException("PostgreSQL does not start:\n" + string.Join('\n', _log));
            }
        }
    }

    // The postmaster first: held, it starts nobody new.
    private async Task SignalAsync(string signal)
    {
        foreach (var of in (string[])["$1", "$(cat /proc/$1/task/$1/children)"])
        {
            using var kill = Process.Start("sh", ["-c", $"kill -{signal} {of}", "kill", $"{_server}"]);
            await kill.WaitForExitAsync();
        }
    }

    private void Heard(string? line)
    {
        const string mark = "watchdog: server ";
        if (line is null)
        {
            _ready.TrySetException(new InvalidOperationException("PostgreSQL ended."));
            return;
        }
        if (line == "watchdog: stopped")
        {
            _stopped.TrySetResult();
            return;
        }
        if (line.StartsWith(mark, StringComparison.Ordinal))
        {
            _server = int.Parse(line.AsSpan(mark.Length), CultureInfo.InvariantCulture);
            return;
        }
        lock (_log)
        {
            _log.Add(line);
            if (_log.Count > 100)
            {
                _log.RemoveAt(0);
            }
        }
        if (line.Contains("database system is ready to accept connections", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }

    private static string Programs() =>
        Directory.Exists("/usr/lib/postgresql")
            && Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).LastOrDefault() is { } newest
                ? Path.Combine(newest, "bin")
                : throw new DirectoryNotFoundException("PostgreSQL is not installed: run ./dev setup.");

    /// <summary>PostgreSQL refuses to run as root; the Debian package brings a user for it.</summary>
    private static string RunAs() => Environment.IsPrivilegedProcess ? "postgres" : "";

    private static async Task GiveAwayAsync(string folder)
    {
        if (RunAs() is { Length: > 0 } user)
        {
            using var chown = Process.Start("chown", ["-R", user, folder]);
            await chown.WaitForExitAsync();
        }
    }
}
