using Slipway.Storage;

namespace Slipway.Runs;

/// <summary>What the room's readers and workers wait for.</summary>
public static class RunTopics
{
    /// <summary>A log grew, or a run ended and its log with it.</summary>
    public static readonly WakeTopic Log = new("run-log");

    /// <summary>A run began or ended, or metrics came.</summary>
    public static readonly WakeTopic Changed = new("run-changed");

    /// <summary>Runs are to be removed.</summary>
    internal static readonly WakeTopic Deleted = new("runs-deleted");

    /// <summary>Bytes of files are to be removed.</summary>
    internal static readonly WakeTopic FilesReleased = new("run-files-released");
}
