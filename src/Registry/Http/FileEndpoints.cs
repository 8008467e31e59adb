using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Artifacts;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Rest;

namespace Slipway.Registry.Http;

/// <summary>The files of a version: listed, and downloaded whole or in ranges.</summary>
internal static class FileEndpoints
{
    private const string Version = "/teams/{team}/projects/{project}/artifacts/{name}/versions/{version}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Version + "/files", ListAsync).WithTags("Artifacts").WithName("ListFiles").WithSummary("Lists the files of a version, with their addresses.").Produces<PageResponse<FileResponse>>();
        routes.MapMethods(Version + "/files/{**path}", [HttpMethods.Head], DownloadAsync).ExcludeFromDescription(); // one operationId names one operation
        routes.MapGet(Version + "/files/{**path}", DownloadAsync)
            .WithTags("Artifacts").WithName("DownloadFile").WithSummary("Downloads a file of a version, whole or in ranges.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .Produces(StatusCodes.Status206PartialContent, contentType: "application/octet-stream");
    }

    private static async Task<IResult> ListAsync(
        Actor actor, string team, string project, string name, string version, int? limit, string? cursor,
        FileOperations operations, PublicAddress address, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        var place = CollectionAddress.OfArtifact(team, project, name);
        var listed = await operations.ListAsync(actor, place, version, page, ct);
        return listed.Map(found =>
        {
            var folder = ArtifactResponses.FolderOf(place, found.Version.VersionIndex, address);
            return Page.Of(found.Files, page, file => file.Id.Value, file => ArtifactResponses.Of(file, folder));
        }).ToOk();
    }

    private static async Task<IResult> DownloadAsync(
        Actor actor, string team, string project, string name, string version, string path, HttpContext context,
        FileOperations operations, CancellationToken ct)
    {
        var (file, content) = (await operations.OpenAsync(actor, CollectionAddress.OfArtifact(team, project, name), version, path, ct)).Value;
        context.Response.RegisterForDisposeAsync(content);
        // Whatever a file holds, a browser must never run it in the name of this server.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Stream(content, "application/octet-stream", Path.GetFileName(file.Path),
            entityTag: new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true);
    }
}
