using Slipway.Storage;

namespace Slipway.Runs.Files;

/// <summary>Gives up the bytes of files, before their rows go; the cleaner removes them after the commit.</summary>
internal static class RunFileRelease
{
    public static async Task OneAsync(DatabaseTransaction tx, RunId run, string path)
    {
        await tx.ExecuteAsync(RunFileSql.Release, new { run, path });
        tx.Wake(RunTopics.FilesReleased);
    }

    public static async Task AllAsync(DatabaseTransaction tx, RunId run)
    {
        await tx.ExecuteAsync(RunFileSql.ReleaseAll, new { run });
        tx.Wake(RunTopics.FilesReleased);
    }
}
