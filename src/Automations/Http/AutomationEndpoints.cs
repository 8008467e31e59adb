using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Automations.Previews;
using Slipway.Rest;
using Slipway.Rest.Bodies;

namespace Slipway.Automations.Http;

/// <summary>Automations, their history and their preview.</summary>
internal static class AutomationEndpoints
{
    private const string Base = "/teams/{team}/automations";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Base, async (Actor actor, string team, AutomationSettings settings, AutomationOperations automations, CancellationToken ct) =>
            (await automations.CreateAsync(actor, team, settings, ct)).ToHttp(saved =>
                TypedResults.Created($"/api/v1/teams/{team}/automations/{Uri.EscapeDataString(saved.Name)}", AutomationResponses.Of(saved, team))))
            .Produces<AutomationResponse>(201).WithName("CreateAutomation").WithSummary("Creates an automation. On one registered model or project: members; on the whole registry or team: team admins.");

        routes.MapGet(Base, async (Actor actor, string team, string? registeredModel, int? limit, string? cursor, AutomationOperations automations, CancellationToken ct) =>
        {
            var page = PageRequest.From(limit, cursor).Value;
            return (await automations.ListAsync(actor, team, registeredModel, page, ct)).ToHttp(list =>
                TypedResults.Ok(Page.Of(list.Automations, list.Next, row => AutomationResponses.Of(row, team))));
        }).Produces<PageResponse<AutomationResponse>>().WithName("ListAutomations").WithSummary("Lists the automations of a team, or of one registered model.");

        routes.MapGet(Base + "/{name}", async (Actor actor, string team, string name, AutomationOperations automations, CancellationToken ct) =>
            (await automations.GetAsync(actor, team, name, ct)).ToHttp(row => TypedResults.Ok(AutomationResponses.Of(row, team))))
            .Produces<AutomationResponse>().WithName("GetAutomation").WithSummary("One automation.");

        routes.MapPatch(Base + "/{name}", async (Actor actor, string team, string name, Patch<AutomationSettings> patch, AutomationOperations automations, CancellationToken ct) =>
            (await automations.EditAsync(actor, team, name, settings => Change(settings, patch), ct)).ToHttp(row => TypedResults.Ok(AutomationResponses.Of(row, team))))
            .Produces<AutomationResponse>().WithName("PatchAutomation").WithSummary("Changes an automation; what the body leaves out stays.");

        routes.MapDelete(Base + "/{name}", async (Actor actor, string team, string name, AutomationOperations automations, CancellationToken ct) =>
            (await automations.DeleteAsync(actor, team, name, ct)).ToNoContent())
            .Produces(204).WithName("DeleteAutomation").WithSummary("Deletes an automation. Actions in progress go on.");

        routes.MapGet(Base + "/{name}/executions", async (Actor actor, string team, string name, string? state, int? limit, string? cursor, ExecutionOperations executions, CancellationToken ct) =>
        {
            var page = PageRequest.From(limit, cursor).Value;
            var wanted = StateQuery.Read<ExecutionState>(state).Value;
            return (await executions.ListAsync(actor, team, name, wanted, page, ct)).ToHttp(rows =>
                TypedResults.Ok(Page.Of(rows, page, row => row.Id.Value, row => AutomationResponses.Of(row, name))));
        }).Produces<PageResponse<ExecutionResponse>>().WithName("ListExecutions").WithSummary("The history of an automation, newest first; of one state, when state is given.");

        routes.MapPost(Base + "/preview", async (Actor actor, string team, PreviewAutomationRequest body, PreviewOperations previews, CancellationToken ct) =>
        {
            if (body is { Event: not null, Since: not null })
            {
                return new ProblemResult(Refusal.OfField(ErrorCodes.Invalid, "since", "Give event or since, not both."));
            }
            return (await previews.PreviewAsync(actor, team, body.Automation, body.Event, body.Since, ct)).ToHttp(preview => TypedResults.Ok(AutomationResponses.Of(preview)));
        }).Produces<AutomationPreviewResponse>().WithName("PreviewAutomation").WithSummary("Which past events the automation would have answered, and with what. Sends nothing.");
    }

    // A new event may name its model in short; what was listened on before is no reason to refuse it.
    private static AutomationSettings Change(AutomationSettings settings, Patch<AutomationSettings> patch)
    {
        var changed = patch.Over(settings);
        return changed.Event.RegisteredModel is not null && !patch.Has("scope") ? changed with { Scope = null } : changed;
    }
}
