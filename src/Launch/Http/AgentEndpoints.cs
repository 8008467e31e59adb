using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Launch.Agents;
using Slipway.Launch.Attempts;
using Slipway.Rest;

namespace Slipway.Launch.Http;

/// <summary>Agents as people see them; what agents themselves say goes another way.</summary>
internal static class AgentEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/teams/{team}/agents").WithTags("Agents");
        agents.MapPost("/tokens", CreateTokenAsync).WithName("CreateAgentToken").WithSummary("Creates a token with which an agent registers; it is shown this once. Team admins.").Produces<CreatedAgentTokenResponse>(StatusCodes.Status201Created);
        agents.MapGet("/tokens", ListTokensAsync).WithName("ListAgentTokens").WithSummary("Lists the registration tokens, never their text. Team admins.").Produces<PageResponse<AgentTokenResponse>>();
        agents.MapDelete("/tokens/{token}", RevokeTokenAsync).WithName("RevokeAgentToken").WithSummary("Revokes a registration token. Team admins.").Produces(StatusCodes.Status204NoContent);
        agents.MapGet("", ListAsync).WithName("ListAgents").WithSummary("Lists the agents of a team.").Produces<PageResponse<AgentResponse>>();
        agents.MapGet("/{agent}", GetAsync).WithName("GetAgent").WithSummary("One agent.").Produces<AgentResponse>();
        agents.MapPatch("/{agent}", PatchAsync).WithName("PatchAgent").WithSummary("Stops an agent from taking more, or lets it again. Team admins.").Produces<AgentResponse>();
        agents.MapDelete("/{agent}", DeleteAsync).WithName("DeleteAgent").WithSummary("Deletes an agent; its leases end at once. Team admins.").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> CreateTokenAsync(
        Actor actor, string team, CreateAgentTokenRequest? request, AgentTokenOperations operations, CancellationToken ct) =>
        (await operations.CreateAsync(actor, team, new AgentTokenDraft
        {
            Description = request?.Description,
            Seconds = request?.ExpiresInSeconds,
            Reusable = request?.Reusable ?? false,
            Queues = request?.Queues,
            AgentName = request?.AgentName,
        }, ct)).ToHttp(token => TypedResults.Created((string?)null, LaunchResponses.Of(token)));

    private static async Task<IResult> ListTokensAsync(
        Actor actor, string team, int? limit, string? cursor, AgentTokenOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        return (await operations.ListAsync(actor, team, page, ct))
            .Map(rows => Page.Of(rows, page, row => row.Id, LaunchResponses.Of)).ToOk();
    }

    private static async Task<IResult> RevokeTokenAsync(
        Actor actor, string team, string token, AgentTokenOperations operations, CancellationToken ct) =>
        (await operations.RevokeAsync(actor, team, token, ct)).ToNoContent();

    private static async Task<IResult> ListAsync(
        Actor actor, string team, int? limit, string? cursor, AgentOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        return (await operations.ListAsync(actor, team, page, ct))
            .Map(rows => Page.Of(rows, page, row => row.Id.Value, LaunchResponses.Of)).ToOk();
    }

    private static async Task<IResult> GetAsync(Actor actor, string team, string agent, AgentOperations operations, CancellationToken ct) =>
        (await operations.GetAsync(actor, team, agent, ct)).Map(LaunchResponses.Of).ToOk();

    private static async Task<IResult> PatchAsync(
        Actor actor, string team, string agent, PatchAgentRequest request, AgentOperations operations, CancellationToken ct) =>
        (await operations.ChangeAsync(actor, team, agent, new AgentChange
        {
            Draining = request.Draining.IsSet ? request.Draining.Value : null,
            Stop = request.Stop.IsSet ? request.Stop.Value : null,
            AllowedQueues = request.AllowedQueues,
        }, ct)).Map(LaunchResponses.Of).ToOk();

    private static async Task<IResult> DeleteAsync(
        Actor actor, string team, string agent, bool? force, AgentDeletion deletion, CancellationToken ct) =>
        (await deletion.DeleteAsync(actor, team, agent, force ?? false, ct)).ToNoContent();
}
