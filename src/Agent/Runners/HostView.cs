using Slipway.Agent.Spool;

namespace Slipway.Agent.Runners;

/// <summary>
/// How a job that is a process sees the files of its host, in bubblewrap's words: all of them to read, its own folder and the
/// places for temporary files to write, and nothing of the agent's. Nor does it see the sockets at which somebody outside would
/// do all of that for it.
/// </summary>
internal sealed record HostView
{
    // What computes and what several hosts compute together with. Disks are not among them.
    private static readonly string[] Devices = ["nvidia*", "dri", "kfd", "accel*", "infiniband", "dxg", "fuse"];
    private static readonly string[] TemporaryFolders = ["/tmp", "/var/tmp"];

    // Whoever serves there starts programs outside: container engines, the bus and the managers of sessions and of the host.
    private static readonly string[] Doors =
    [
        "/run/user", "/run/dbus", "/run/systemd/private", "/run/docker.sock", "/run/docker", "/run/podman", "/run/containerd", "/run/crio",
        "/run/buildkit", "/run/libvirt", "/run/lxd.socket", "/run/incus", "/var/lib/lxd/unix.socket", "/var/lib/incus/unix.socket",
        "/var/run/docker.sock", "/var/run/podman", "/var/run/dbus",
    ];

    // What programs of root need that put files in order and serve; nothing that leads out of where they are.
    private static readonly string[] HarmlessCapabilities =
        ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_NET_BIND_SERVICE"];

    /// <summary>This program, which is seen wherever it lies.</summary>
    public string? Executable { get; init; }

    /// <summary>Folders and devices of the host that jobs may write to.</summary>
    public IReadOnlyList<string> Writable { get; init; } = [];

    /// <summary>Sockets beside the usual ones at which a job would find a container engine.</summary>
    public IReadOnlyList<string> Sockets { get; init; } = [];

    /// <summary>Folders and files of the host that jobs do not see.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>Whether a job has places of its own for temporary files.</summary>
    public bool PrivateTmp { get; init; }

    /// <summary>The options; later ones lie over earlier ones.</summary>
    /// <param name="dataFolder">The agent's.</param>
    /// <param name="workFolder">The job's.</param>
    /// <param name="temporaryFolder">The job's, if it is to have one.</param>
    public IReadOnlyList<string> Of(string dataFolder, string workFolder, string temporaryFolder)
    {
        var options = new List<string> { "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc" };
        foreach (var device in Devices.SelectMany(pattern => Directory.EnumerateFileSystemEntries("/dev", pattern)).Order(StringComparer.Ordinal))
        {
            options.AddRange(["--dev-bind-try", device, device]);
        }

        foreach (var folder in TemporaryFolders.Where(Directory.Exists))
        {
            options.AddRange(["--bind", PrivateTmp ? temporaryFolder : folder, folder]);
        }

        options.AddRange(Hide(Doors.Concat(Sockets)));
        foreach (var path in Writable)
        {
            options.AddRange(["--dev-bind-try", path, path]);
        }

        options.AddRange(Hide(Hidden));

        options.AddRange(["--tmpfs", dataFolder, "--bind", workFolder, workFolder]);
        if (Executable is { } executable && executable.StartsWith(dataFolder + "/", StringComparison.Ordinal))
        {
            options.AddRange(["--ro-bind", executable, executable]);
        }

        // What lies over the agent's folder is nobody's to write to.
        options.AddRange(["--remount-ro", dataFolder]);

        // Without them root cannot take away what hides the rest. Other users have none anyway.
        options.AddRange(["--chdir", workFolder, "--cap-drop", "ALL"]);
        if (Environment.IsPrivilegedProcess)
        {
            options.AddRange(HarmlessCapabilities.SelectMany(capability => (string[])["--cap-add", capability]));
        }

        return options;
    }

    private static IEnumerable<string> Hide(IEnumerable<string> paths) =>
        paths.Where(Path.Exists).Select(RealPath.Of).Distinct(StringComparer.Ordinal)
            .SelectMany(path => Directory.Exists(path) ? (string[])["--tmpfs", path] : ["--ro-bind", "/dev/null", path]);
}
