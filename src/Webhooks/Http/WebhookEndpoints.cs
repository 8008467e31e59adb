using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Rest;
using Slipway.Rest.Bodies;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Payloads;
using Slipway.Webhooks.Testing;

namespace Slipway.Webhooks.Http;

internal static class WebhookEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/teams/{team}/webhooks").WithTags("Webhooks");
        webhooks.MapPost("", CreateAsync).WithName("CreateWebhook").WithSummary("Creates a webhook. Team admins.").Produces<WebhookResponse>(StatusCodes.Status201Created);
        webhooks.MapGet("", ListAsync).WithName("ListWebhooks").WithSummary("Lists the webhooks of a team.").Produces<PageResponse<WebhookResponse>>();
        webhooks.MapGet("/{name}", GetAsync).WithName("GetWebhook").WithSummary("One webhook.").Produces<WebhookResponse>();
        webhooks.MapPatch("/{name}", PatchAsync).WithName("PatchWebhook").WithSummary("Changes a webhook; what the body leaves out stays. Team admins.").Produces<WebhookResponse>();
        webhooks.MapDelete("/{name}", DeleteAsync).WithName("DeleteWebhook").WithSummary("Deletes a webhook; one in use only with 'force', which disables its automations. Team admins.").Produces(StatusCodes.Status204NoContent);
        webhooks.MapPost("/{name}/test", TestAsync).WithName("TestWebhook").WithSummary("Sends a payload by a webhook now, and tells what was sent and answered.").Produces<WebhookTestResponse>();
        webhooks.MapPost("/test", TestUnsavedAsync).WithName("TestUnsavedWebhook").WithSummary("Sends a payload by a webhook that is not saved yet. Team admins.").Produces<WebhookTestResponse>();
    }

    private static async Task<IResult> CreateAsync(
        Actor actor, string team, WebhookSettings settings, WebhookOperations operations, CancellationToken ct) =>
        (await operations.CreateAsync(actor, team, settings, ct)).ToHttp(webhook => TypedResults.Created(
            $"/api/v1/teams/{Uri.EscapeDataString(team)}/webhooks/{Uri.EscapeDataString(webhook.Name)}", WebhookResponses.Of(webhook, team)));

    private static async Task<IResult> ListAsync(
        Actor actor, string team, int? limit, string? cursor, WebhookOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        var listed = await operations.ListAsync(actor, team, page, ct);
        return listed.Map(rows => Page.Of(rows, page, row => row.Id.Value, row => WebhookResponses.Of(row, team))).ToOk();
    }

    private static async Task<IResult> GetAsync(Actor actor, string team, string name, WebhookOperations operations, CancellationToken ct) =>
        (await operations.GetAsync(actor, team, name, ct)).Map(webhook => WebhookResponses.Of(webhook, team)).ToOk();

    private static async Task<IResult> PatchAsync(
        Actor actor, string team, string name, Patch<WebhookSettings> patch, WebhookOperations operations, CancellationToken ct) =>
        (await operations.ChangeAsync(actor, team, name, patch.Over, ct)).Map(webhook => WebhookResponses.Of(webhook, team)).ToOk();

    private static async Task<IResult> DeleteAsync(
        Actor actor, string team, string name, bool? force, WebhookOperations operations, CancellationToken ct) =>
        (await operations.DeleteAsync(actor, team, name, force ?? false, ct)).ToNoContent();

    private static async Task<IResult> TestAsync(
        Actor actor, string team, string name, TestWebhookRequest? request, WebhookTestOperations tests, CancellationToken ct) =>
        (await tests.TestAsync(actor, team, name, PayloadTemplate.TextOf(request?.Payload), request?.SampleEvent, ct)).Map(ToResponse).ToOk();

    private static async Task<IResult> TestUnsavedAsync(
        Actor actor, string team, TestUnsavedWebhookRequest request, WebhookTestOperations tests, CancellationToken ct) =>
        (await tests.TestUnsavedAsync(actor, team, request, PayloadTemplate.TextOf(request.Payload), request.SampleEvent, ct)).Map(ToResponse).ToOk();

    private static WebhookTestResponse ToResponse(WebhookTest test) => new()
    {
        Delivered = test.Delivered,
        Status = test.Attempt.Status,
        DurationMs = test.Attempt.DurationMs,
        Request = AttemptResponses.Request(test.Attempt, test.Body),
        Response = AttemptResponses.Answer(test.Attempt),
        Error = AttemptResponses.Error(test.Attempt),
    };
}
