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

    /// <summary>Some files of a run, with their rows; answers how many there were.</summary>
    public static async Task<int> SomeAsync(DatabaseTransaction tx, RunId run, int count)
    {
        var ids = await tx.QueryAsync<long>(RunFileSql.Some, new { run, count });
        if (ids.Count > 0)
        {
            await tx.ExecuteAsync(RunFileSql.ReleaseSome, new { ids });
            await tx.ExecuteAsync(RunFileSql.DeleteSome, new { ids });
            tx.Wake(RunTopics.FilesReleased);
        }
        return ids.Count;
    }
}
