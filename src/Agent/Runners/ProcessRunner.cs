using System.Diagnostics;
using Slipway.Agent.Processes;
using Slipway.Agent.Spool;
using Slipway.Api.Queues;
using Slipway.Api.Texts;

namespace Slipway.Agent.Runners;

/// <summary>
/// Jobs as processes of this host. Each has a supervisor, a process of its own that outlives the agent; the attempt's
/// folder is all that they share.
/// </summary>
/// <param name="executable">This program, for supervisors.</param>
/// <param name="spool">Where attempts have their folders.</param>
/// <param name="isolation">What jobs are started in.</param>
/// <param name="time">For records.</param>
internal sealed class ProcessRunner(string executable, SpoolFolder spool, Isolation isolation, TimeProvider time) : IRunner
{
    /// <summary>In the environment of a job and so of all its descendants: where its attempt's folder lies.</summary>
    public const string FolderVariable = "SLIPWAY_JOB_FOLDER";

    public string Name => EnumWords.Of(QueueResource.Process);

    public Task<IRunningJob> StartAsync(AttemptFolder folder, JobStart start, CancellationToken ct)
    {
        var spec = start.Spec;
        if (spec.Command.Count == 0)
        {
            throw new StartFailedException("the job names no command, which a process needs.");
        }

        MakeExecutable(Path.GetFullPath(spec.Command[0], folder.WorkFolder), folder.WorkFolder);
        if (isolation.View is { PrivateTmp: true })
        {
            WholeFile.CreateFolder(folder.TemporaryFolder);
        }

        folder.Plan = new StartPlan
        {
            Command = spec.Command,
            Environment = new Dictionary<string, string>(start.Environment) { [FolderVariable] = folder.FullPath },
            WorkFolder = folder.WorkFolder,
            Isolation = isolation.PrefixOf(spool.DataFolder, folder),
            RunTimeoutSeconds = spec.RunTimeoutSeconds,
            GraceSeconds = spec.CancelGraceSeconds,
            KillAtLeaseEnd = spec.KillAtLeaseEnd,
        };

        // Pipes that are closed at once: a supervisor must not hold the agent's own output open after its end.
        var supervisor = new ProcessStartInfo(executable)
        {
            WorkingDirectory = folder.FullPath,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        supervisor.ArgumentList.Add("supervise");
        supervisor.ArgumentList.Add(folder.FullPath);

        // A job can look at its supervisor: there is nothing of the agent's to see.
        foreach (var name in supervisor.Environment.Keys.Where(name => !IsHarmless(name)).ToArray())
        {
            supervisor.Environment.Remove(name);
        }

        try
        {
            var child = Process.Start(supervisor)!;
            child.StandardInput.Close();
            child.StandardOutput.Close();
            child.StandardError.Close();
            return Task.FromResult<IRunningJob>(new SupervisedJob(folder, child, time));
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new StartFailedException($"the supervisor could not be started: {e.Message}.");
        }
    }

    public Task<IRunningJob?> AttachAsync(AttemptFolder folder, CancellationToken ct)
    {
        // A supervisor that was called just before the agent died may be on its way: the place is taken from it here.
        var isThere = !folder.TryTakeSupervisor(ProcessMark.Never) && folder.Supervisor is not { Id: 0 };
        return Task.FromResult<IRunningJob?>(isThere ? new SupervisedJob(folder, null, time) : null);
    }

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>>([.. spool.List().Select(folder => folder.Name)]);

    public Task<bool> RemoveAsync(AttemptFolder folder, CancellationToken ct)
    {
        var wasThere = false;
        if (Directory.Exists(folder.FullPath))
        {
            wasThere = !folder.TryTakeSupervisor(ProcessMark.Never);

            // Its descendants are found while it lives; the job's own group also afterwards.
            ProcessTable.KillTree(folder.Supervisor);
            ProcessTable.KillTree(folder.Job);
        }

        // Whoever lost its folder still knows where it was.
        return Task.FromResult(ProcessTable.KillMarked(FolderVariable, folder.FullPath) || wasThere);
    }

    private static bool IsHarmless(string name) =>
        name is "PATH" or "HOME" or "LANG" || name.StartsWith("DOTNET_", StringComparison.Ordinal);

    /// <summary>Files of an artifact carry no permissions: the command itself may be run.</summary>
    private static void MakeExecutable(string program, string workFolder)
    {
        if (program.StartsWith(workFolder + "/", StringComparison.Ordinal) && File.Exists(program))
        {
            File.SetUnixFileMode(program, File.GetUnixFileMode(program) | UnixFileMode.UserExecute);
        }
    }
}
