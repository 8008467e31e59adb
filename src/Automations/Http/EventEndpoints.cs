using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Access.Quotas;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Automations.Explanations;
using Slipway.Events;
using Slipway.Rest;

namespace Slipway.Automations.Http;

/// <summary>The event log: listed, and live.</summary>
internal static class EventEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/teams/{team}/events", ListAsync).Produces<PageResponse<EventResponse>>()
            .WithName("ListEvents").WithSummary("Events of a team, newest first; with 'after' those with a greater number, oldest first.");

        routes.MapGet("/teams/{team}/events/stream", StreamAsync).Produces(200, contentType: "text/event-stream").WithMetadata(new StreamAttribute())
            .WithName("StreamEvents").WithSummary("Events as they happen (server-sent events); resumes at Last-Event-ID.");

        routes.MapGet("/teams/{team}/events/{id}/explain", ExplainAsync).Produces<EventExplanationResponse>()
            .WithName("ExplainEvent").WithSummary("Why each automation did or did not answer an event, as it stood then and as it stands now.");
    }

    private static async Task<IResult> ExplainAsync(Actor actor, string team, string id, ExplanationOperations explanations, CancellationToken ct) =>
        (await explanations.ExplainAsync(actor, team, id, ct)).ToHttp(explained => TypedResults.Ok(ExplanationDescription.Of(explained)));

    private static async Task<IResult> ListAsync(
        Actor actor, string team, long? after, string? type, string? registeredModel, int? limit, string? cursor,
        EventOperations events, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        var filter = new EventFilter(type, registeredModel);
        if (after is not { } number)
        {
            return (await events.ListAsync(actor, team, filter, page, ct)).ToHttp(rows =>
                TypedResults.Ok(Page.Of(rows, page, row => row.Number!.Value, EventResponses.Of)));
        }
        // Oldest first, a page ends with its greatest number: the next one begins behind it.
        var from = string.IsNullOrEmpty(cursor) ? number : Math.Max(number, page.Before);
        return (await events.ListAfterAsync(actor, team, filter, from, page.Fetch, ct)).ToHttp(rows =>
            TypedResults.Ok(Page.Of(rows, page, row => row.Number!.Value, EventResponses.Of)));
    }

    private static async Task<IResult> StreamAsync(
        Actor actor, string team, string? type, string? registeredModel, HttpRequest request, EventStream stream, CancellationToken ct)
    {
        string? header = request.Headers["Last-Event-ID"];
        long? after = null;
        if (header is not null)
        {
            if (!long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return new ProblemResult(Refusal.OfField(ErrorCodes.Invalid, "Last-Event-ID", "Last-Event-ID is the number of an event."));
            }
            after = number;
        }
        var start = await stream.StartAsync(actor, team, after, ct);
        return start.ToHttp(from => new EventStreamResult(stream, actor, team, new EventFilter(type, registeredModel), from));
    }
}
