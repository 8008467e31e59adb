using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Api;
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
        database.ReadAsync<Outcome<IReadOnlyList<ArtifactRow>>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            if (team.IsRefused(out var refusal))
            {
                return refusal;
            }
            return await ProjectLookup.FindAsync(session, team.Value, projectName) is { } project
                ? Outcome.Of(await session.QueryAsync<ArtifactRow>(ArtifactSql.ListArtifacts,
                    new { project = project.Id, before = page.Before, fetch = page.Fetch }))
                : NoProject(teamName, projectName);
        }, ct);

    /// <summary>One artifact, or <c>not_found</c>.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<ArtifactRow>> GetAsync(Actor actor, CollectionAddress address, CancellationToken ct) =>
        database.ReadAsync<Outcome<ArtifactRow>>(async session =>
        {
            var found = await CollectionLookup.RequireAsync(session, actor, address with { Kind = CollectionKind.Artifact }, Permission.Read);
            return found.IsRefused(out var refusal)
                ? refusal
                : (await session.FirstAsync<ArtifactRow>(ArtifactSql.FindArtifact, new { id = found.Value.Id }))!;
        }, ct);

    /// <summary>The artifacts of one type that have a version, newest first; the caller has checked the actor.</summary>
    [Operation(Permission.None)]
    public static Task<IReadOnlyList<ArtifactRow>> ListOfTypeAsync(DatabaseSession session, ProjectId project, string type, PageRequest page) =>
        session.QueryAsync<ArtifactRow>(ArtifactSql.ListOfType, new { project, type, before = page.Before, fetch = page.Fetch });

    internal static Refusal NoProject(string team, string project) =>
        new(ErrorCodes.NotFound, $"Team '{team}' has no project '{project}'. Create it: POST /api/v1/teams/{team}/projects.");
}
