using System.Diagnostics;
using Slipway.Agent.Spool;

namespace Slipway.Agent.Runners;

/// <summary>
/// What is put around jobs that are processes of this host: they see no process but theirs, and none of theirs outlives its
/// supervisor. With bubblewrap they also see nothing of the agent's but their own folder, and write nowhere else.
/// </summary>
/// <param name="Name">For people.</param>
/// <param name="Prefix">What stands before the command, the parts aside that depend on the job.</param>
internal sealed record Isolation(string Name, IReadOnlyList<string> Prefix)
{
    private const string Bubblewrap = "/usr/bin/bwrap";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Jobs share the host's processes.</summary>
    public static Isolation None { get; } = new("none", []);

    /// <summary>How a job sees the files of this host; null when it sees them as the agent does.</summary>
    public HostView? View { get; private init; }

    /// <summary>The best that this host permits, found by trying.</summary>
    public static Task<Isolation> FindAsync(string executable, CancellationToken ct) => FindAsync(executable, new HostView(), ct);

    /// <summary>The same with a view of its own for bubblewrap.</summary>
    public static async Task<Isolation> FindAsync(string executable, HostView view, CancellationToken ct)
    {
        string[] init = [executable, "init", "--"];

        // What was put around the job dies with the supervisor, and the namespace with it.
        string[] unshare = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", "/usr/bin/unshare"];
        Isolation[] candidates =
        [
            new("bubblewrap", ["--unshare-pid", "--as-pid-1", "--die-with-parent", "--", .. init]) { View = view with { Executable = executable } },
            new("namespace", [.. unshare, "--pid", "--fork", "--kill-child", "--mount-proc", "--", .. init]),
            new("user namespace",
            [
                .. unshare, "--user", "--map-current-user", "--pid", "--fork", "--kill-child", "--mount-proc", "--", .. init,
            ]),
        ];
        foreach (var candidate in candidates)
        {
            if (await candidate.WorksAsync(ct))
            {
                return candidate;
            }
        }

        return None;
    }

    /// <summary>What stands before the command of one job.</summary>
    /// <param name="dataFolder">The agent's, which jobs do not see where <see cref="View"/> is given.</param>
    public IReadOnlyList<string> PrefixOf(string dataFolder, AttemptFolder folder) =>
        View is null ? Prefix : [Bubblewrap, .. View.Of(dataFolder, folder.WorkFolder, folder.TemporaryFolder), .. Prefix];

    private async Task<bool> WorksAsync(CancellationToken ct)
    {
        if (View is null)
        {
            return File.Exists(Prefix[0]) && await SucceedsAsync([.. Prefix, "/bin/true"], ct);
        }

        if (!File.Exists(Bubblewrap))
        {
            return false;
        }

        // Tried out: what is to be hidden is, and what is to be seen is too.
        var place = Directory.CreateTempSubdirectory("slipway-agent-");
        try
        {
            var folder = new AttemptFolder(Path.Combine(RealPath.Of(place.FullName), "attempts", "slipway-0-1"));
            Directory.CreateDirectory(folder.WorkFolder);
            Directory.CreateDirectory(folder.TemporaryFolder);
            var secret = Path.Combine(RealPath.Of(place.FullName), "key");
            await File.WriteAllTextAsync(secret, "", ct);
            return await SucceedsAsync(
                [.. PrefixOf(RealPath.Of(place.FullName), folder), "/bin/sh", "-c", "test ! -e \"$1\" && test -w .", "sh", secret], ct);
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private static async Task<bool> SucceedsAsync(IReadOnlyList<string> command, CancellationToken ct)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
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
