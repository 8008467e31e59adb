using Slipway.Access;
using Slipway.Storage;

namespace Slipway.Runs.Artifacts;

/// <summary>
/// What runs used and made, by the numbers of artifact versions. The room that holds the versions writes and reads it, and
/// checks the actor.
/// </summary>
public static class RunArtifacts
{
    private const string OfRuns = $"{RunArtifactsSql.Select} where run_id in @runs order by at, artifact_version_id";

    private const string OfVersion = $"{RunArtifactsSql.Select} where artifact_version_id = @version and not exists (select 1 from runs where id = run_id and deleted_at is not null) order by run_id limit @most";

    /// <summary>Notes a version that the run made; nothing when the run is gone.</summary>
    /// <param name="version">The number in <c>Artifact:number</c>.</param>
    public static Task AddOutputAsync(DatabaseTransaction tx, RunId run, long version) => tx.ExecuteAsync(RunArtifactsSql.AddOutput, new { run, version });

    /// <summary>What these runs used and made, in the order in which it was noted.</summary>
    public static Task<IReadOnlyList<ArtifactUse>> OfRunsAsync(DatabaseSession session, IReadOnlyCollection<RunId> runs) =>
        runs.Count == 0
            ? Task.FromResult<IReadOnlyList<ArtifactUse>>([])
            : session.QueryAsync<ArtifactUse>(OfRuns, new { runs = runs.Select(run => run.Value).ToArray() });

    /// <summary>The runs that used or made a version; at most <paramref name="most"/>.</summary>
    public static Task<IReadOnlyList<ArtifactUse>> OfVersionAsync(DatabaseSession session, long version, int most) =>
        session.QueryAsync<ArtifactUse>(OfVersion, new { version, most });

    /// <summary>The names of these runs, whoever may see them.</summary>
    public static Task<IReadOnlyList<RunName>> NamesAsync(DatabaseSession session, IReadOnlyCollection<RunId> runs) =>
        runs.Count == 0
            ? Task.FromResult<IReadOnlyList<RunName>>([])
            : session.QueryAsync<RunName>(RunArtifactsSql.Named, new { runs = runs.Select(run => run.Value).ToArray() });
}

/// <summary>A run as a lineage names it.</summary>
public sealed record RunName
{
    public required RunId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required string TeamName { get; init; }

    public required string ProjectName { get; init; }

    public required string Key { get; init; }

    /// <summary><c>team/project/key</c>.</summary>
    public string Path => $"{TeamName}/{ProjectName}/{Key}";
}
