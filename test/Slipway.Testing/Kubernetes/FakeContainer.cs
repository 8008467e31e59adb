using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Testing.Kubernetes;

/// <summary>A container that is a process of this host, with its log and its status.</summary>
internal sealed class FakeContainer
{
    private readonly FakeNode _node;
    private readonly string _log;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _id = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
    private Process? _process;
    private volatile bool _isRemoved;

    public FakeContainer(FakeNode node, JsonNode spec, string log)
    {
        _node = node;
        _log = log;
        Spec = spec;
        File.WriteAllText(log, "");
        Status = StatusOf("waiting", new JsonObject { ["reason"] = "ContainerCreating" });
    }

    public JsonNode Spec { get; }

    public string Name => (string)Spec["name"]!;

    public JsonObject Status { get; private set; }

    /// <summary>Completes when it has ended; by itself, or killed.</summary>
    public Task Ended => _ended.Task;

    public bool HasStarted => _process is not null || _ended.Task.IsCompleted;

    public int? ExitCode { get; private set; }

    public void Wait(string reason, string message) =>
        Status = StatusOf("waiting", new JsonObject { ["reason"] = reason, ["message"] = message });

    /// <summary>Starts it; its end changes the status and calls back.</summary>
    public void Start(IReadOnlyDictionary<string, string> environment, Action changed)
    {
        string[] command = [.. Words(Spec["command"]), .. Words(Spec["args"])];
        if (!command[0].StartsWith('/') && !File.Exists($"/bin/{command[0]}"))
        {
            End(128, "StartError", $"exec: \"{command[0]}\": executable file not found in $PATH");
            changed();
            return;
        }

        // The log is the shell's own file, as the kubelet's is: what is printed is there, whoever reads.
        var start = new ProcessStartInfo("/usr/bin/setsid", ["/bin/sh", "-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "pod", _log, .. command]);
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        var started = Stamp();
        Status = StatusOf("running", new JsonObject { ["startedAt"] = started });
        _ = ReapAsync(_process, started, changed);
    }

    /// <summary>Sends a signal to all of its processes.</summary>
    public void Signal(string signal)
    {
        if (_process is { HasExited: false } process)
        {
            // setsid made it the leader of a group: a container ends as a whole.
            using var kill = Process.Start("/bin/kill", ["-s", signal, "--", $"-{process.Id}"]);
            kill.WaitForExit();
        }
    }

    /// <summary>The node forgets it: its log is gone.</summary>
    public void Remove() => _isRemoved = true;

    /// <summary>Answers its log, as a kubelet does: also what a kubelet answers when there is none any more.</summary>
    public async Task CopyLogAsync(Stream to, bool follow, CancellationToken ct)
    {
        if (_isRemoved)
        {
            await to.WriteAsync(Encoding.ASCII.GetBytes($"unable to retrieve container logs for containerd://{_id}"), ct);
            return;
        }

        await using var log = new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        log.Seek(Math.Min(_node.LogBeginsAt, log.Length), SeekOrigin.Begin);
        while (true)
        {
            var isLast = !follow || _ended.Task.IsCompleted;
            await log.CopyToAsync(to, ct);
            await to.FlushAsync(ct);
            if (isLast && follow && await IsTakenAwayAsync(ct))
            {
                await to.WriteAsync(
                    Encoding.ASCII.GetBytes($"rpc error: code = NotFound desc = an error occurred when try to find container \"{_id}\": not found"), ct);
            }

            if (isLast)
            {
                return;
            }

            await Task.WhenAny(_ended.Task, Task.Delay(20, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Whether its pod is being deleted: then its followers are told in the log that it is not found.</summary>
    public bool IsLeaving { get; set; }

    private async Task<bool> IsTakenAwayAsync(CancellationToken ct)
    {
        await Task.Delay(20, ct);
        return IsLeaving;
    }

    private static IEnumerable<string> Words(JsonNode? list) => (list as JsonArray ?? []).Select(word => (string)word!);

    private string Stamp() => _node.Now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private async Task ReapAsync(Process process, string started, Action changed)
    {
        await process.WaitForExitAsync();
        End(process.ExitCode, process.ExitCode == 0 ? "Completed" : "Error", null, started);
        changed();
    }

    private void End(int code, string reason, string? message, string? started = null)
    {
        ExitCode = code;
        Status = StatusOf("terminated", new JsonObject
        {
            ["exitCode"] = code,
            ["reason"] = reason,
            ["message"] = message,
            ["startedAt"] = started,
            ["finishedAt"] = Stamp(),
            ["containerID"] = $"containerd://{_id}",
        });
        _ended.TrySetResult();
    }

    private JsonObject StatusOf(string state, JsonObject what) => new()
    {
        ["name"] = Name,
        ["containerID"] = $"containerd://{_id}",
        ["state"] = new JsonObject { [state] = what },
    };
}
