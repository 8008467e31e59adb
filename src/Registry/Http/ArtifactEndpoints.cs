using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Artifacts;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Rest;

namespace Slipway.Registry.Http;

/// <summary>Artifacts and their versions in a project (api.md, Artifacts).</summary>
internal static class ArtifactEndpoints
{
    /// <summary>A list of 100,000 files has about 20 MB.</summary>
    public const long MaxListBytes = 64 << 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var artifacts = routes.MapGroup("/teams/{team}/projects/{project}/artifacts").WithTags("Artifacts");
        artifacts.MapGet("", ListAsync).WithName("ListArtifacts").WithSummary("Lists the artifacts of a project.").Produces<PageResponse<ArtifactResponse>>();
        artifacts.MapGet("/{name}", GetAsync).WithName("GetArtifact").WithSummary("One artifact.").Produces<ArtifactResponse>();
        artifacts.MapDelete("/{name}", DeleteArtifactAsync).WithName("DeleteArtifact").WithSummary("Deletes an artifact with all its versions; while one is linked only with 'force', which unlinks first.").Produces(StatusCodes.Status204NoContent);
        artifacts.MapPost("/{name}/versions", BeginAsync).WithName("CreateArtifactVersion").WithSummary("Announces a version by its files' hashes, and answers where to upload what is missing. The newest version's content again answers that version.")
            .WithMetadata(new RequestSizeLimitAttribute(MaxListBytes))
            .Produces<CreatedVersionResponse>(StatusCodes.Status201Created);
        artifacts.MapGet("/{name}/versions", ListVersionsAsync).WithName("ListArtifactVersions").WithSummary("Lists the committed versions of an artifact.").Produces<PageResponse<VersionResponse>>();
        artifacts.MapPost("/{name}/versions/{id}/commit", CommitAsync).WithName("CommitArtifactVersion").WithSummary("Makes an announced version whole and immutable; repeating it answers the same version.").Produces<VersionResponse>();
        artifacts.MapGet("/{name}/versions/{version}", GetVersionAsync).WithName("GetArtifactVersion").WithSummary("One version, by v3, latest or an alias.").Produces<VersionResponse>();
        artifacts.MapDelete("/{name}/versions/{version}", DeleteAsync).WithName("DeleteArtifactVersion").WithSummary("Deletes a version; while it is linked only with 'force', which unlinks it first.").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(
        Actor actor, string team, string project, int? limit, string? cursor, ArtifactOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        var listed = await operations.ListAsync(actor, team, project, page, ct);
        return listed.Map(rows => Page.Of(rows, page, row => row.Id.Value, ArtifactResponses.Of)).ToOk();
    }

    private static async Task<IResult> GetAsync(
        Actor actor, string team, string project, string name, ArtifactOperations operations, CancellationToken ct) =>
        (await operations.GetAsync(actor, CollectionAddress.OfArtifact(team, project, name), ct)).Map(ArtifactResponses.Of).ToOk();

    private static async Task<IResult> BeginAsync(
        Actor actor, string team, string project, string name, CreateVersionRequest request, PublishOperations operations, CancellationToken ct) =>
        (await operations.BeginAsync(actor, CollectionAddress.OfArtifact(team, project, name), request, ct))
            .Map(ArtifactResponses.Of).ToHttp(answer => TypedResults.Json(answer, statusCode: StatusCodes.Status201Created));

    private static async Task<IResult> CommitAsync(
        Actor actor, string team, string project, string name, string id,
        CommitOperations operations, VersionOperations versions, CancellationToken ct)
    {
        var address = CollectionAddress.OfArtifact(team, project, name);
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new ProblemResult(new Refusal(ErrorCodes.NotFound,
                $"'{id}' is not the id of an announced version. It is the 'id' in the answer of POST .../versions."));
        }
        var committed = (await operations.CommitAsync(actor, address, new ArtifactVersionId(number), ct)).Value;
        return (await versions.GetAsync(actor, address, committed.Version, ct)).Map(ArtifactResponses.Of).ToOk();
    }

    private static async Task<IResult> ListVersionsAsync(
        Actor actor, string team, string project, string name, int? limit, string? cursor, VersionOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        var listed = await operations.ListAsync(actor, CollectionAddress.OfArtifact(team, project, name), page, ct);
        return listed.Map(rows => Page.Of(rows, page, row => row.Version.Member.Id.Value, ArtifactResponses.Of)).ToOk();
    }

    private static async Task<IResult> GetVersionAsync(
        Actor actor, string team, string project, string name, string version, VersionOperations operations, CancellationToken ct) =>
        (await operations.GetAsync(actor, CollectionAddress.OfArtifact(team, project, name), version, ct)).Map(ArtifactResponses.Of).ToOk();

    private static async Task<IResult> DeleteArtifactAsync(
        Actor actor, string team, string project, string name, bool? force, ArtifactDeletion artifacts, CancellationToken ct) =>
        (await artifacts.DeleteAsync(actor, CollectionAddress.OfArtifact(team, project, name), force ?? false, ct)).ToNoContent();

    private static async Task<IResult> DeleteAsync(
        Actor actor, string team, string project, string name, string version, bool? force, VersionOperations operations, CancellationToken ct) =>
        (await operations.DeleteAsync(actor, CollectionAddress.OfArtifact(team, project, name), version, force ?? false, ct)).ToNoContent();
}
