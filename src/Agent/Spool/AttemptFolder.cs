using Slipway.Api;
using Slipway.Api.Agents;

namespace Slipway.Agent.Spool;

/// <summary>
/// All that the agent knows of one attempt, on disk, so that it outlives the agent. Its name is the attempt's name
/// everywhere: what exists already is never started a second time.
/// </summary>
internal sealed class AttemptFolder(string path)
{
    /// <summary>The absolute path.</summary>
    public string FullPath { get; } = System.IO.Path.GetFullPath(path);

    /// <summary><c>slipway-{item}-{attempt}</c>.</summary>
    public string Name => System.IO.Path.GetFileName(FullPath);

    /// <summary>Where the job runs.</summary>
    public string WorkFolder => In("work");

    /// <summary>The job's own <c>/tmp</c>, where the host's policy wants one.</summary>
    public string TemporaryFolder => In("tmp");

    /// <summary>All that the job printed, as it printed it: stays on this host.</summary>
    public string RawLog => In("log");

    /// <summary>The same without secrets: what the server gets.</summary>
    public string MaskedLog => In("masked");

    /// <summary>How far the masked log is.</summary>
    public string MaskPoint => In("masked.at");

    /// <summary>Its presence ends the job.</summary>
    public string CancelFile => In("cancel");

    /// <summary>Until when the job may run.</summary>
    public LeaseFile Lease => new(In("lease"));

    /// <summary>What the server told; null when the folder was not finished.</summary>
    public AttemptSpecBody? Spec => WholeFile.Read(In("spec.json"), ApiJson.Default.AttemptSpecBody);

    /// <summary>What the supervisor is to start; null before.</summary>
    public StartPlan? Plan
    {
        get => WholeFile.Read(In("start.json"), SpoolJson.Default.StartPlan);
        set => WholeFile.Write(In("start.json"), value!, SpoolJson.Default.StartPlan);
    }

    /// <summary>Who watches over the job; null before.</summary>
    public ProcessMark? Supervisor => WholeFile.Read(In("supervisor.pid"), SpoolJson.Default.ProcessMark);

    /// <summary>The job's first process; null before.</summary>
    public ProcessMark? Job
    {
        get => WholeFile.Read(In("job.pid"), SpoolJson.Default.ProcessMark);
        set => WholeFile.Write(In("job.pid"), value!, SpoolJson.Default.ProcessMark);
    }

    /// <summary>
    /// Whether a request was sent by which the job may have begun, and nobody knows that it did not. Then a backend that has no
    /// trace of it does not say that it never ran.
    /// </summary>
    public bool MayHaveBegun
    {
        get => File.Exists(In("committed"));
        set
        {
            if (value)
            {
                WholeFile.WriteText(In("committed"), "");
            }
            else
            {
                File.Delete(In("committed"));
            }
        }
    }

    /// <summary>Which pod of a cluster is the job's, by its uid; null before one was seen.</summary>
    public string? Pod
    {
        get => WholeFile.ReadText(In("pod"));
        set => WholeFile.WriteText(In("pod"), value!);
    }

    /// <summary>Why a job that its backend keeps is being ended by us; null while it is not.</summary>
    public EndCause? Ending
    {
        get => WholeFile.ReadText(In("ending")) is { } text && Enum.TryParse<EndCause>(text, out var cause) ? cause : null;
        set => WholeFile.WriteText(In("ending"), value!.Value.ToString());
    }

    /// <summary>How the job ended; null before.</summary>
    public JobEnd? End
    {
        get => WholeFile.Read(In("exit.json"), SpoolJson.Default.JobEnd);
        set => WholeFile.Write(In("exit.json"), value!, SpoolJson.Default.JobEnd);
    }

    /// <summary>What the server is to be told; null before.</summary>
    public AttemptResult? Result
    {
        get => WholeFile.Read(In("result.json"), SpoolJson.Default.AttemptResult);
        set => WholeFile.Write(In("result.json"), value!, SpoolJson.Default.AttemptResult);
    }

    /// <summary>The name of an attempt on every backend.</summary>
    public static string NameOf(string item, int attempt) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"slipway-{item}-{attempt}");

    /// <summary>Takes the only place there is for a supervisor; false when it is taken.</summary>
    public bool TryTakeSupervisor(ProcessMark mark) =>
        WholeFile.TryCreate(In("supervisor.pid"), mark, SpoolJson.Default.ProcessMark);

    /// <summary>Makes a new folder for an attempt; false when there is one already.</summary>
    public bool TryCreate(AttemptSpecBody spec)
    {
        if (Directory.Exists(FullPath))
        {
            return false;
        }

        // Filled under another name: a folder of this name has its spec.
        var fresh = $"{FullPath}.{Guid.NewGuid():N}.new";
        WholeFile.CreateFolder(fresh);
        WholeFile.Write(System.IO.Path.Combine(fresh, "spec.json"), spec, ApiJson.Default.AttemptSpecBody);
        WholeFile.CreateFolder(System.IO.Path.Combine(fresh, "work"));
        try
        {
            Directory.Move(fresh, FullPath);
            return true;
        }
        catch (IOException) when (Directory.Exists(FullPath))
        {
            Directory.Delete(fresh, recursive: true);
            return false;
        }
    }

    /// <summary>Removes all of it.</summary>
    public async Task RemoveAsync()
    {
        // In one step out of sight: a folder that is half gone must not be taken for an attempt.
        var gone = $"{FullPath}.{Guid.NewGuid():N}.gone";
        try
        {
            Directory.Move(FullPath, gone);
        }
        catch (DirectoryNotFoundException)
        {
            // Already gone.
        }

        await WholeFile.RemoveFolderAsync(gone);
    }

    private string In(string name) => System.IO.Path.Combine(FullPath, name);
}
