using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Slipway.Registry.Uploads;
using Slipway.Rest;

namespace Slipway.Registry.Http;

/// <summary>
/// Where files are sent. The signed ticket in the path is the permission, so nobody has to sign in. 308 with
/// <c>Range</c> answers until all of a file is there.
/// </summary>
internal static class UploadEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/uploads/{ticket}", ReceiveAsync).WithTags("Artifacts").WithName("UploadFile").WithSummary("Takes a file, or a piece of one, at the address that announcing a version gave; 308 says how far it is.")
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            // No Accepts: whatever content type a client names, the bytes are bytes.
            .AllowAnonymous()
            .Produces(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status308PermanentRedirect);

    private static async Task<IResult> ReceiveAsync(string ticket, HttpContext context, UploadOperations operations, CancellationToken ct)
    {
        var request = context.Request;
        var range = UploadRange.Parse(request.Headers.ContentRange).Value;
        string? contentMd5 = request.Headers.ContentMD5;
        var received = await operations.ReceiveAsync(ticket, range, request.ContentLength, contentMd5, request.Body, ct);
        return received.ToHttp(progress => Answer(context.Response, progress));
    }

    private static IResult Answer(HttpResponse response, UploadProgress progress)
    {
        if (progress.IsComplete)
        {
            response.Headers.ETag = $"\"{progress.Md5}\"";
            return TypedResults.Ok();
        }
        if (progress.Received > 0)
        {
            response.Headers.Range = $"bytes=0-{progress.Received - 1}";
        }
        return TypedResults.StatusCode(StatusCodes.Status308PermanentRedirect);
    }
}
