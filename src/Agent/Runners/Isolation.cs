using System.Diagnostics;

namespace Slipway.Agent.Runners;

/// <summary>
/// How jobs of this host get a PID namespace of their own: they see no process but theirs, and none of theirs outlives
/// its supervisor.
/// </summary>
internal sealed record Isolation(string Name, IReadOnlyList<string> Prefix)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Jobs share the host's processes.</summary>
    public static Isolation None { get; } = new("none", []);

    /// <summary>The best that this host permits, found by trying.</summary>
    public static async Task<Isolation> FindAsync(string executable, CancellationToken ct)
    {
        string[] init = [executable, "init", "--"];

        // What was put around the job dies with the supervisor, and the namespace with it.
        string[] unshare = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", "/usr/bin/unshare"];
        Isolation[] candidates =
        [
            new("bubblewrap",
            [
                "/usr/bin/bwrap", "--dev-bind", "/", "/", "--proc", "/proc", "--unshare-pid", "--as-pid-1", "--die-with-parent", "--", .. init,
            ]),
            new("namespace", [.. unshare, "--pid", "--fork", "--kill-child", "--mount-proc", "--", .. init]),
            new("user namespace",
            [
                .. unshare, "--user", "--map-current-user", "--pid", "--fork", "--kill-child", "--mount-proc", "--", .. init,
            ]),
        ];
        foreach (var candidate in candidates)
        {
            if (File.Exists(candidate.Prefix[0]) && await WorksAsync(candidate, ct))
            {
                return candidate;
            }
        }

        return None;
    }

    private static async Task<bool> WorksAsync(Isolation candidate, CancellationToken ct)
    {
        var start = new ProcessStartInfo(candidate.Prefix[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in candidate.Prefix.Skip(1).Append("/bin/true"))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        using var trial = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await trial.WaitForExitAsync(patience.Token);
            return trial.ExitCode == 0;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            trial.Kill(entireProcessTree: true);
            return false;
        }
    }
}
