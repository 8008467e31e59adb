using System.Diagnostics;

namespace Slipway.Testing.Runners;

/// <summary>
/// A podman of our own: its storage, settings and socket lie in a temporary folder, with one image of a static busybox.
/// It lives as long as this process: a watchdog holds the other end of a pipe and removes everything when the pipe closes.
/// </summary>
public sealed class PrivatePodman
{
    /// <summary>The image that has a shell and the usual small programs.</summary>
    public const string Image = "localhost/slipway-test:1";

    private static readonly Lazy<Task<PrivatePodman>> OfThisProcess = new(StartAsync);

    // Rlimits: a host may permit less than podman's built-in defaults, and both must be named. crun refuses hybrid cgroups.
    private const string WatchdogScript =
        """
        folder=$1
        trap '' INT TERM HUP
        export CONTAINERS_CONF="$folder/containers.conf" CONTAINERS_STORAGE_CONF="$folder/storage.conf" TMPDIR="$folder/tmp"
        mkdir -p "$folder/image/bin" "$folder/image/tmp" "$folder/tmp"
        for tool in podman runc busybox; do command -v "$tool" >/dev/null || { echo "failed: $tool is not installed: run ./dev setup"; exit 1; }; done
        cp "$(readlink -f "$(command -v busybox)")" "$folder/image/bin/busybox"
        for applet in $(busybox --list); do [ "$applet" = busybox ] || ln -s busybox "$folder/image/bin/$applet"; done
        cat >"$folder/containers.conf" <<END
        [containers]
        default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
        [engine]
        runtime = "runc"
        cgroup_manager = "cgroupfs"
        events_logger = "file"
        END
        for driver in overlay vfs; do
          printf '[storage]\ndriver = "%s"\ngraphroot = "%s"\nrunroot = "%s"\n' "$driver" "$folder/$driver" "$folder/run-$driver" >"$folder/storage.conf"
          if tar -C "$folder/image" -c . | podman import - "$2" >"$folder/import.log" 2>&1 &&
            podman run --rm --network=none "$2" true >>"$folder/import.log" 2>&1; then works=1; break; fi
        done
        if [ -n "$works" ]; then
          serve() { rm -f "$folder/socket"; podman system service --time=0 "unix://$folder/socket" </dev/null >>"$folder/service.log" 2>&1 & service=$!; for _ in {1..100}; do [ -S "$folder/socket" ] && break; sleep 0.1; done; }
          serve
          echo ready
          while read -r order; do
            case $order in
              kill) kill -KILL "$service"; wait "$service" 2>/dev/null; echo killed ;;
              serve) serve; echo serving ;;
            esac
          done
          podman rm --all --force --time 0 >/dev/null 2>&1
          kill "$service"
          wait "$service"
        else
          echo "failed: $(tail -n 1 "$folder/import.log")"
        fi
        umount "$folder/overlay/overlay" "$folder/overlay" 2>/dev/null
        rm -rf "$folder"
        """;

    // Held: its standard input closes when nobody holds it any more, and that is what it waits for.
    private readonly Process _watchdog;

    private PrivatePodman(Process watchdog, string socket, string? failure)
    {
        _watchdog = watchdog;
        Socket = socket;
        Failure = failure;
    }

    /// <summary>The process that removes everything.</summary>
    public int Watchdog => _watchdog.Id;

    /// <summary>The path of its API's socket.</summary>
    public string Socket { get; }

    /// <summary>Why there is none on this host; null when it works.</summary>
    public string? Failure { get; }

    /// <summary>Kills its service with SIGKILL; containers go on.</summary>
    public Task KillServiceAsync() => OrderAsync("kill", "killed");

    /// <summary>Starts the service again.</summary>
    public Task StartServiceAsync() => OrderAsync("serve", "serving");

    /// <summary>One more, for tests that kill its service.</summary>
    public static Task<PrivatePodman> OwnAsync() => StartAsync();

    /// <summary>The one of this test run; started when first asked for.</summary>
    public static Task<PrivatePodman> SharedAsync() => OfThisProcess.Value;

    private async Task OrderAsync(string order, string answer)
    {
        await _watchdog.StandardInput.WriteLineAsync(order);
        await _watchdog.StandardInput.FlushAsync();
        var said = await _watchdog.StandardOutput.ReadLineAsync();
        if (said != answer)
        {
            throw new InvalidOperationException($"The watchdog of podman answered '{said}'.");
        }
    }

    private static async Task<PrivatePodman> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-podman-").FullName;
        var start = new ProcessStartInfo("bash", ["-c", WatchdogScript, "watchdog", folder, Image])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        var watchdog = Process.Start(start)!;
        var answer = await watchdog.StandardOutput.ReadLineAsync();
        return new PrivatePodman(watchdog, Path.Combine(folder, "socket"), answer == "ready" ? null : answer ?? "failed: the watchdog ended.");
    }
}
