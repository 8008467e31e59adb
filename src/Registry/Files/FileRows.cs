using Slipway.Access;
using Slipway.Registry.Collections;
using Slipway.Storage;

namespace Slipway.Registry.Files;

/// <summary>Writes and reads the file lists of versions, piece by piece: they may be very long.</summary>
internal static class FileRows
{
    /// <summary>Files written in one transaction; more would keep other writers waiting.</summary>
    public const int PerTransaction = 2_000;

    private const int HashesPerQuery = 500;
    private const int RowsPerPage = 5_000;

    /// <summary>
    /// Writes a piece of the list. Content that the team can read already, or a job in its own project, is taken from
    /// there; all other content is left to be uploaded, even when it is stored: nobody obtains bytes by knowing a hash.
    /// </summary>
    public static async Task InsertAsync(
        DatabaseTransaction tx, Actor actor, TeamId team, ArtifactVersionId version, IReadOnlyList<ManifestFile> files)
    {
        var readable = new Dictionary<string, ReadableBlob>(StringComparer.Ordinal);
        foreach (var hashes in files.Select(static file => file.Sha256).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).Chunk(HashesPerQuery))
        {
            foreach (var blob in await tx.QueryAsync<ReadableBlob>(FileSql.LockReadable,
                new { hashes, team, project = actor.Limits?.ProjectId.Value }))
            {
                readable[blob.Sha256] = blob;
            }
        }
        await tx.InsertManyAsync("version_files", FileSql.Columns, [.. files.Select(file => new object?[]
        {
            version.Value,
            file.Path,
            file.Size,
            file.Sha256,
            readable.TryGetValue(file.Sha256, out var blob) && blob.Size == file.Size ? blob.Id : null,
        })]);
    }

    /// <summary>All files of a version, in code-point order of their paths.</summary>
    public static Task<IReadOnlyList<VersionFile>> AllAsync(Database database, ArtifactVersionId version, CancellationToken ct) =>
        EveryAsync(database, FileSql.Page, version, int.MaxValue, ct);

    /// <summary>The files that are still to be uploaded, at most <paramref name="most"/>.</summary>
    public static Task<IReadOnlyList<VersionFile>> MissingAsync(
        Database database, ArtifactVersionId version, int most, CancellationToken ct) =>
        EveryAsync(database, FileSql.Missing, version, most, ct);

    private static async Task<IReadOnlyList<VersionFile>> EveryAsync(
        Database database, string sql, ArtifactVersionId version, int most, CancellationToken ct)
    {
        var all = new List<VersionFile>();
        while (all.Count < most)
        {
            var after = all.Count == 0 ? 0 : all[^1].Id.Value;
            var fetch = Math.Min(RowsPerPage, most - all.Count);
            var page = await database.ReadAsync(session => session.QueryAsync<VersionFile>(sql, new { version, after, fetch }), ct);
            all.AddRange(page);
            if (page.Count < fetch)
            {
                break;
            }
        }
        return all;
    }

    private sealed record ReadableBlob
    {
        public required long Id { get; init; }

        public required string Sha256 { get; init; }

        public required long Size { get; init; }
    }
}
