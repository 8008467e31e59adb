using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Testing.Kubernetes;

/// <summary>A pod that is a process of this host: its first container's arguments, with the variables of its Secret.</summary>
internal sealed class FakePod
{
    private const string NoSuchProgram = "exec: \"{0}\": executable file not found in $PATH";
    private readonly Action<FakePod, JsonObject> _changed;
    private readonly string _log;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    public FakePod(string job, string space, JsonObject manifest, string log, Action<FakePod, JsonObject> changed)
    {
        _changed = changed;
        _log = log;
        JobName = job;
        Name = $"{job}-x7k2p";
        var template = manifest["spec"]!["template"]!;
        var metadata = template["metadata"]!.DeepClone().AsObject();
        metadata["name"] = Name;
        metadata["namespace"] = space;
        metadata["creationTimestamp"] = Stamp();
        metadata["labels"]!["job-name"] = job;
        Object = new JsonObject
        {
            ["kind"] = "Pod",
            ["metadata"] = metadata,
            ["spec"] = template["spec"]!.DeepClone(),
            ["status"] = new JsonObject { ["phase"] = "Pending" },
        };
        File.WriteAllText(log, "");
    }

    public string Name { get; }

    public string JobName { get; }

    /// <summary>As the server has it; changed under the server's lock.</summary>
    public JsonObject Object { get; }

    /// <summary>Starts it; without its Secret it never starts.</summary>
    public void Start(JsonObject? secret)
    {
        var container = Object["spec"]!["containers"]![0]!;
        if (secret is null)
        {
            State("Pending", "waiting", new JsonObject { ["reason"] = "CreateContainerConfigError", ["message"] = "secret not found" });
            return;
        }

        string[] command = [.. Words(container["command"]), .. Words(container["args"])];
        if (((string)container["image"]!).Contains("nothing", StringComparison.Ordinal))
        {
            State("Pending", "waiting", new JsonObject { ["reason"] = "ImagePullBackOff", ["message"] = $"Back-off pulling image \"{container["image"]}\"" });
            return;
        }

        if (!command[0].StartsWith('/') && !File.Exists($"/bin/{command[0]}"))
        {
            State("Failed", "terminated", new JsonObject
            {
                ["exitCode"] = 128,
                ["reason"] = "StartError",
                ["message"] = string.Format(CultureInfo.InvariantCulture, NoSuchProgram, command[0]),
            });
            _ended.TrySetResult();
            return;
        }

        // The log is the shell's own file, as the kubelet's is: what is printed is there, whoever reads.
        var start = new ProcessStartInfo("/usr/bin/setsid", ["/bin/sh", "-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "pod", _log, .. command]);
        start.Environment.Clear();
        foreach (var (name, value) in secret["stringData"]!.AsObject())
        {
            start.Environment[name] = (string)value!;
        }

        _process = Process.Start(start)!;
        var started = Stamp();
        State("Running", "running", new JsonObject { ["startedAt"] = started });
        _ = ReapAsync(_process, started);
    }

    public void Kill() => Signal("KILL");

    /// <summary>As a kubelet ends it: asks, and kills after the grace.</summary>
    public async Task EndAsync(TimeSpan grace)
    {
        Signal("TERM");
        await Task.WhenAny(_ended.Task, Task.Delay(grace));
        Signal("KILL");
        if (_process is not null)
        {
            await _ended.Task;
        }
    }

    public async Task CopyLogAsync(Stream to, bool follow, CancellationToken ct)
    {
        await using var log = new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        while (true)
        {
            var isLast = !follow || _ended.Task.IsCompleted;
            await log.CopyToAsync(to, ct);
            await to.FlushAsync(ct);
            if (isLast)
            {
                return;
            }

            await Task.WhenAny(_ended.Task, Task.Delay(20, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    private static IEnumerable<string> Words(JsonNode? list) => (list as JsonArray ?? []).Select(word => (string)word!);

    private static string Stamp() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private async Task ReapAsync(Process process, string started)
    {
        await process.WaitForExitAsync();
        State(process.ExitCode == 0 ? "Succeeded" : "Failed", "terminated", new JsonObject
        {
            ["exitCode"] = process.ExitCode,
            ["reason"] = process.ExitCode == 0 ? "Completed" : "Error",
            ["startedAt"] = started,
            ["finishedAt"] = Stamp(),
        });
        _ended.TrySetResult();
    }

    private void State(string phase, string state, JsonObject what)
    {
        _changed(this, new JsonObject
        {
            ["phase"] = phase,
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = (string?)Object["spec"]!["containers"]![0]!["name"],
                ["state"] = new JsonObject { [state] = what },
            }),
        });
    }

    private void Signal(string signal)
    {
        if (_process is { HasExited: false } process)
        {
            // setsid made it the leader of a group: a container ends as a whole.
            using var kill = Process.Start("/bin/kill", ["-s", signal, "--", $"-{process.Id}"]);
            kill.WaitForExit();
        }
    }
}
