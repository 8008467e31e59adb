using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;
using Slipway.Launch.Statistics;
using Slipway.Rest;
using Slipway.Rest.Bodies;

namespace Slipway.Launch.Http;

internal static class QueueEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var queues = routes.MapGroup("/teams/{team}/queues").WithTags("Queues");
        queues.MapPost("", CreateAsync).WithName("CreateQueue").WithSummary("Creates a queue. Team admins.").Produces<QueueResponse>(StatusCodes.Status201Created);
        queues.MapGet("", ListAsync).WithName("ListQueues").WithSummary("Lists the queues of a team.").Produces<PageResponse<QueueResponse>>();
        queues.MapGet("/{queue}", GetAsync).WithName("GetQueue").WithSummary("One queue, with its standing.").Produces<QueueResponse>();
        queues.MapPatch("/{queue}", PatchAsync).WithName("PatchQueue").WithSummary("Changes a queue; what the body leaves out stays. Team admins.").Produces<QueueResponse>();
        queues.MapDelete("/{queue}", DeleteAsync).WithName("DeleteQueue").WithSummary("Deletes a queue; one in use only with 'force'. Team admins.").Produces(StatusCodes.Status204NoContent);
        queues.MapGet("/{queue}/statistics", StatisticsAsync).WithName("GetQueueStatistics").WithSummary("What came and went in a queue, minute by minute.").Produces<QueueStatisticsResponse>();
    }

    private static async Task<IResult> CreateAsync(
        Actor actor, string team, QueueSettings settings, QueueOperations operations, CancellationToken ct) =>
        (await operations.CreateAsync(actor, team, settings, ct)).ToHttp(queue => TypedResults.Created(
            $"/api/v1/teams/{Uri.EscapeDataString(team)}/queues/{Uri.EscapeDataString(queue.Queue.Name)}", LaunchResponses.Of(queue)));

    private static async Task<IResult> ListAsync(
        Actor actor, string team, int? limit, string? cursor, QueueOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        return (await operations.ListAsync(actor, team, page, ct))
            .Map(rows => Page.Of(rows, page, row => row.Queue.Id.Value, LaunchResponses.Of)).ToOk();
    }

    private static async Task<IResult> GetAsync(Actor actor, string team, string queue, QueueOperations operations, CancellationToken ct) =>
        (await operations.GetAsync(actor, team, queue, ct)).Map(LaunchResponses.Of).ToOk();

    private static async Task<IResult> PatchAsync(
        Actor actor, string team, string queue, Patch<QueueSettings> patch, QueueOperations operations, CancellationToken ct) =>
        (await operations.ChangeAsync(actor, team, queue, patch.Over, ct)).Map(LaunchResponses.Of).ToOk();

    private static async Task<IResult> DeleteAsync(
        Actor actor, string team, string queue, bool? force, QueueDeletion deletion, CancellationToken ct) =>
        (await deletion.DeleteAsync(actor, team, queue, force ?? false, ct)).ToNoContent();

    private static async Task<IResult> StatisticsAsync(
        Actor actor, string team, string queue, DateTimeOffset? since, StatisticsOperations operations, CancellationToken ct) =>
        (await operations.GetAsync(actor, team, queue, since, ct)).Map(LaunchResponses.Of).ToOk();
}
