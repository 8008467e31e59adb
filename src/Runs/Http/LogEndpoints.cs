using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Access.Quotas;
using Slipway.Api;
using Slipway.Api.Runs;
using Slipway.Rest;
using Slipway.Runs.Logs;

namespace Slipway.Runs.Http;

/// <summary>The console log of a run.</summary>
internal static class LogEndpoints
{
    private const string Log = "/teams/{team}/projects/{project}/runs/{run}/logs";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Log, AppendAsync).WithTags("Runs")
            .WithMetadata(new RequestSizeLimitAttribute(LogOperations.MaxPiece))
            .Produces<LogOffsetResponse>()
            .WithName("AppendLog").WithSummary("Appends the body's bytes, up to 1 MiB; 409 log_offset when the log does not end at 'offset'.");

        routes.MapGet(Log, ReadAsync).WithTags("Runs").Produces(StatusCodes.Status200OK, contentType: "text/plain")
            .WithMetadata(new StreamAttribute("follow"))
            .WithName("GetLog").WithSummary("The log from an offset on; with 'follow' as it grows, until the run has ended.");
    }

    private static async Task<IResult> AppendAsync(
        Actor actor, string team, string project, string run, long? offset, HttpRequest request, LogOperations logs, CancellationToken ct)
    {
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, ct);
        return (await logs.AppendAsync(actor, new RunAddress(team, project, run), offset, content.ToArray(), ct))
            .Map(next => new LogOffsetResponse { Next = next }).ToOk();
    }

    private static async Task<IResult> ReadAsync(
        Actor actor, string team, string project, string run, long? offset, long? limit, bool? follow, LogOperations logs, CancellationToken ct)
    {
        if ((offset ?? 0) < 0 || (limit ?? 0) < 0)
        {
            return new ProblemResult(Refusal.OfField(ErrorCodes.Invalid, offset < 0 ? "offset" : "limit", "offset and limit are numbers of bytes from 0 on."));
        }
        var address = new RunAddress(team, project, run);
        return (await logs.OpenAsync(actor, address, ct)).ToHttp(opened => new LogStreamResult(
            token => follow == true ? logs.FollowAsync(opened, offset ?? 0, token) : logs.ReadAsync(opened, offset ?? 0, limit, token),
            async (now, token) => (await logs.OpenAsync(now, address, token)).Refusal is null));
    }
}
