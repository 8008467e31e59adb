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
        waiting.MapPost("", EnqueueAsync).WithName("EnqueueItem").Produces<ItemResponse>(StatusCodes.Status201Created);
        waiting.MapGet("", ListAsync).WithName("ListItems").Produces<PageResponse<ItemResponse>>();
        var items = routes.MapGroup("/teams/{team}/items").WithTags("Items");
        items.MapGet("/{id}", GetAsync).WithName("GetItem").Produces<ItemDetailResponse>();
        items.MapPost("/{id}/cancel", CancelAsync).WithName("CancelItem").Produces<ItemResponse>();
        items.MapPost("/{id}/rerun", RerunAsync).WithName("RerunItem").Produces<ItemResponse>(StatusCodes.Status201Created);
        items.MapPost("/{id}/priority", SetPriorityAsync).WithName("SetItemPriority").Produces<ItemResponse>();
    }

    private static async Task<IResult> EnqueueAsync(
        Actor actor, string team, string queue, EnqueueItemRequest request, ItemOperations operations, CancellationToken ct) =>
        Created(await operations.EnqueueAsync(actor, team, queue, request, ct));

    private static async Task<IResult> ListAsync(
        Actor actor, string team, string queue, string? state, int? limit, string? cursor, ItemOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor);
        var wanted = StateQuery.Read<ItemState>(state);
        if (page.IsRefused(out var refusal) || wanted.IsRefused(out refusal))
        {
            return new ProblemResult(refusal);
        }
        return (await operations.ListAsync(actor, team, queue, wanted.Value, page.Value, ct))
            .Map(rows => Page.Of(rows, page.Value, row => row.Item.Id.Value, LaunchResponses.Of)).ToOk();
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
