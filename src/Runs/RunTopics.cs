using Slipway.Storage;

namespace Slipway.Runs;

/// <summary>What the room's readers and workers wait for.</summary>
internal static class RunTopics
{
    /// <summary>A log grew, or a run ended and its log with it.</summary>
    public static readonly WakeTopic Log = new("run-log");

    /// <summary>Bytes of files are to be removed.</summary>
    public static readonly WakeTopic FilesReleased = new("run-files-released");
}
