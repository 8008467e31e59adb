using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Items;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Http;

internal static class ItemEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var waiting = routes.MapGroup("/teams/{team}/queues/{queue}/items").WithTags("Items");
        waiting.MapPost("", EnqueueAsync).WithName("EnqueueItem").WithSummary("Puts a run of a job into a queue.").Produces<ItemResponse>(StatusCodes.Status201Created);
        waiting.MapGet("", ListAsync).WithName("ListItems").WithSummary("Lists the items of a queue, newest first; of one state, when state is given.").Produces<PageResponse<ItemResponse>>();
        var items = routes.MapGroup("/teams/{team}/items").WithTags("Items");
        items.MapGet("/{id}", GetAsync).WithName("GetItem").WithSummary("One item, with its attempts and transitions.").Produces<ItemDetailResponse>();
        items.MapPost("/{id}/cancel", CancelAsync).WithName("CancelItem").WithSummary("Cancels an item; a job that runs is asked to end.").Produces<ItemResponse>();
        items.MapPost("/{id}/rerun", RerunAsync).WithName("RerunItem").WithSummary("Puts the same run into the queue again, as a new item.").Produces<ItemResponse>(StatusCodes.Status201Created);
        items.MapPost("/{id}/priority", SetPriorityAsync).WithName("SetItemPriority").WithSummary("Changes the priority of an item that is waiting.").Produces<ItemResponse>();
    }

    private static async Task<IResult> EnqueueAsync(
        Actor actor, string team, string queue, EnqueueItemRequest request, ItemOperations operations, CancellationToken ct) =>
        Created(await operations.EnqueueAsync(actor, team, queue, request, ct));

    private static async Task<IResult> ListAsync(
        Actor actor, string team, string queue, string? state, int? limit, string? cursor, ItemOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        var wanted = StateQuery.Read<ItemState>(state).Value;
        return (await operations.ListAsync(actor, team, queue, wanted, page, ct))
            .Map(rows => Page.Of(rows, page, row => row.Item.Id.Value, LaunchResponses.Of)).ToOk();
    }

    private static async Task<IResult> GetAsync(Actor actor, string team, string id, ItemOperations operations, CancellationToken ct) =>
        (await operations.GetAsync(actor, team, id, ct)).Map(LaunchResponses.Of).ToOk();

    private static async Task<IResult> CancelAsync(Actor actor, string team, string id, ItemOperations operations, CancellationToken ct) =>
        (await operations.CancelAsync(actor, team, id, ct)).Map(LaunchResponses.Of).ToOk();

    private static async Task<IResult> RerunAsync(Actor actor, string team, string id, ItemOperations operations, CancellationToken ct) =>
        Created(await operations.RerunAsync(actor, team, id, ct));

    private static async Task<IResult> SetPriorityAsync(
        Actor actor, string team, string id, SetPriorityRequest request, ItemOperations operations, CancellationToken ct) =>
        (await operations.SetPriorityAsync(actor, team, id, request.Priority, ct)).Map(LaunchResponses.Of).ToOk();

    private static IResult Created(Outcome<ItemStanding> outcome) => outcome.ToHttp(item => TypedResults.Created(
        $"/api/v1/teams/{Uri.EscapeDataString(item.Item.TeamName)}/items/{item.Item.Id}", LaunchResponses.Of(item)));
}
