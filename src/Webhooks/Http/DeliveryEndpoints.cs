using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Webhooks.Deliveries;

namespace Slipway.Webhooks.Http;

internal static class DeliveryEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var deliveries = routes.MapGroup("/teams/{team}/deliveries").WithTags("Deliveries");
        deliveries.MapGet("", ListAsync).WithName("ListDeliveries").WithSummary("Lists what was or is to be sent, newest first: of a webhook, of an automation, of a state.").Produces<PageResponse<DeliveryResponse>>();
        deliveries.MapGet("/{id}", GetAsync).WithName("GetDelivery").WithSummary("One delivery, with each attempt: what was sent and answered.").Produces<DeliveryDetailResponse>();
        deliveries.MapPost("/{id}/redeliver", RedeliverAsync).WithName("Redeliver").WithSummary("Sends a delivery once more, with the same webhook-id.").Produces<DeliveryResponse>(StatusCodes.Status202Accepted);
        deliveries.MapPost("/{id}/cancel", CancelAsync).WithName("CancelDelivery").WithSummary("Gives up a delivery that is waiting.").Produces<DeliveryResponse>();
    }

    private static async Task<IResult> ListAsync(
        Actor actor, string team, string? webhook, string? automation, string? state, DateTimeOffset? since, int? limit, string? cursor,
        DeliveryOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        var wanted = StateQuery.Read<DeliveryState>(state).Value;
        var listed = await operations.ListAsync(actor, team, new(webhook, automation, wanted, since), page, ct);
        return listed.Map(rows => Page.Of(rows, page, row => row.Id.Value, ToResponse)).ToOk();
    }

    private static async Task<IResult> GetAsync(Actor actor, string team, string id, DeliveryOperations operations, CancellationToken ct) =>
        (await operations.GetAsync(actor, team, id, ct)).Map(ToDetail).ToOk();

    private static async Task<IResult> RedeliverAsync(Actor actor, string team, string id, DeliveryOperations operations, CancellationToken ct) =>
        (await operations.RedeliverAsync(actor, team, id, ct)).ToHttp(delivery => TypedResults.Accepted((string?)null, ToResponse(delivery)));

    private static async Task<IResult> CancelAsync(Actor actor, string team, string id, DeliveryOperations operations, CancellationToken ct) =>
        (await operations.CancelAsync(actor, team, id, ct)).Map(ToResponse).ToOk();

    private static DeliveryResponse ToResponse(Delivery delivery) => new()
    {
        Id = delivery.Id.ToString(),
        Webhook = delivery.Webhook,
        Automation = delivery.Automation,
        Execution = Text(delivery.ExecutionId),
        Event = Text(delivery.EventId),
        State = EnumText.Of(delivery.State),
        Reason = delivery.Reason,
        Attempts = delivery.Attempts,
        NextAttemptAt = delivery.DueAt,
        CreatedAt = delivery.CreatedAt,
    };

    private static DeliveryDetailResponse ToDetail(DeliveryWithAttempts found)
    {
        var delivery = found.Delivery;
        var body = delivery.Rendered.Masked();
        return new()
        {
            Id = delivery.Id.ToString(),
            Webhook = delivery.Webhook,
            Automation = delivery.Automation,
            Execution = Text(delivery.ExecutionId),
            Event = Text(delivery.EventId),
            State = EnumText.Of(delivery.State),
            Reason = delivery.Reason,
            WebhookId = delivery.MessageId,
            Payload = delivery.Rendered.WithNames(),
            Attempts = [.. found.Attempts.Select(attempt => AttemptResponses.Of(attempt, body))],
            NextAttemptAt = delivery.DueAt,
            CreatedAt = delivery.CreatedAt,
        };
    }

    private static string? Text(long? id) => id?.ToString(CultureInfo.InvariantCulture);
}
