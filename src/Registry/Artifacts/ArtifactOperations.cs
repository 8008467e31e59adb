using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Artifacts;

/// <summary>The artifacts of a project.</summary>
public sealed class ArtifactOperations(Database database)
{
    /// <summary>Newest first; up to <see cref="PageRequest.Fetch"/> of them.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<ArtifactRow>>> ListAsync(
        Actor actor, string teamName, string projectName, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<ArtifactRow>>(async session =>
        {
            var place = await ProjectAccess.RequireAsync(session, actor, teamName, projectName, Permission.Read);
            return await session.QueryAsync<ArtifactRow>(ArtifactSql.ListArtifacts,
                new { project = place.Project.Id, before = page.Before, fetch = page.Fetch });
        }, ct);

    /// <summary>One artifact, or <c>not_found</c>.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<ArtifactRow>> GetAsync(Actor actor, CollectionAddress address, CancellationToken ct) =>
        database.AskAsync(async session =>
        {
            var found = await CollectionLookup.RequireAsync(session, actor, address with { Kind = CollectionKind.Artifact }, Permission.Read);
            return (await session.FirstAsync<ArtifactRow>(ArtifactSql.FindArtifact, new { id = found.Id }))!;
        }, ct);

    /// <summary>The artifacts of one type that have a version, newest first; the caller has checked the actor.</summary>
    [Operation(Permission.None)]
    public static Task<IReadOnlyList<ArtifactRow>> ListOfTypeAsync(DatabaseSession session, ProjectId project, string type, PageRequest page) =>
        session.QueryAsync<ArtifactRow>(ArtifactSql.ListOfType, new { project, type, before = page.Before, fetch = page.Fetch });
}
