using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Runs;
using Slipway.Rest;
using Slipway.Runs.Files;

namespace Slipway.Runs.Http;

/// <summary>The files of a run.</summary>
internal static class RunFileEndpoints
{
    private const string Files = "/teams/{team}/projects/{project}/runs/{run}/files";
    private const string File = Files + "/{**path}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Files, ListAsync).WithTags("Runs").Produces<PageResponse<RunFileResponse>>().WithName("ListRunFiles").WithSummary("Lists the files of a run.");

        routes.MapMethods(File, [HttpMethods.Head], DownloadAsync).ExcludeFromDescription(); // one operationId names one operation
        routes.MapGet(File, DownloadAsync).WithTags("Runs")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .Produces(StatusCodes.Status206PartialContent, contentType: "application/octet-stream")
            .WithName("DownloadRunFile").WithSummary("Downloads a file of a run, whole or in ranges.");

        // No Accepts: whatever content type a client names, the bytes are bytes.
        routes.MapPut(File, PutAsync).WithTags("Runs").WithMetadata(new RequestSizeLimitAttribute(RunFileOperations.MaxBytes))
            .Produces<RunFileResponse>().Produces<RunFileResponse>(StatusCodes.Status201Created)
            .WithName("PutRunFile").WithSummary("Stores the body as a file of a run, in place of one of the same path; up to 1 GiB.");

        routes.MapDelete(File, async (
            Actor actor, string team, string project, string run, string path, RunFileOperations files, CancellationToken ct) =>
            (await files.DeleteAsync(actor, new RunAddress(team, project, run), path, ct)).ToNoContent())
            .WithTags("Runs").Produces(StatusCodes.Status204NoContent).WithName("DeleteRunFile").WithSummary("Deletes a file of a run.");
    }

    private static async Task<IResult> ListAsync(
        Actor actor, string team, string project, string run, int? limit, string? cursor, RunFileOperations files, PublicAddress server, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        var address = new RunAddress(team, project, run);
        return (await files.ListAsync(actor, address, page, ct)).ToHttp(found =>
            TypedResults.Ok(Page.Of(found, page, file => file.Id, file => RunResponses.Of(file, address, server))));
    }

    private static async Task<IResult> PutAsync(
        Actor actor, string team, string project, string run, string path, HttpRequest request, RunFileOperations files, PublicAddress server, CancellationToken ct)
    {
        var address = new RunAddress(team, project, run);
        return (await files.PutAsync(actor, address, path, request.Body, request.ContentLength, ct)).ToHttp(stored => TypedResults.Json(
            RunResponses.Of(stored.File, address, server), statusCode: stored.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK));
    }

    private static async Task<IResult> DownloadAsync(
        Actor actor, string team, string project, string run, string path, HttpContext context, RunFileOperations files, CancellationToken ct)
    {
        var (file, content) = (await files.OpenAsync(actor, new RunAddress(team, project, run), path, ct)).Value;
        context.Response.RegisterForDisposeAsync(content);
        // Whatever a file holds, a browser must never run it in the name of this server.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Stream(content, "application/octet-stream", Path.GetFileName(file.Path),
            entityTag: new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true);
    }
}
