using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Launch.Agents;
using Slipway.Rest;

namespace Slipway.Launch.Http;

/// <summary>Agents as people see them; what agents themselves say goes another way.</summary>
internal static class AgentEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/teams/{team}/agents").WithTags("Agents");
        agents.MapPost("/tokens", CreateTokenAsync).WithName("CreateAgentToken").WithSummary("Creates a token with which an agent registers, once; it is shown this once. Team admins.").Produces<AgentTokenResponse>(StatusCodes.Status201Created);
        agents.MapGet("", ListAsync).WithName("ListAgents").WithSummary("Lists the agents of a team.").Produces<PageResponse<AgentResponse>>();
        agents.MapGet("/{agent}", GetAsync).WithName("GetAgent").WithSummary("One agent.").Produces<AgentResponse>();
        agents.MapPatch("/{agent}", PatchAsync).WithName("PatchAgent").WithSummary("Stops an agent from taking more, or lets it again. Team admins.").Produces<AgentResponse>();
        agents.MapDelete("/{agent}", DeleteAsync).WithName("DeleteAgent").WithSummary("Deletes an agent. Team admins.").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> CreateTokenAsync(
        Actor actor, string team, CreateAgentTokenRequest? request, AgentOperations operations, CancellationToken ct) =>
        (await operations.CreateTokenAsync(actor, team, request?.Description, request?.ExpiresInSeconds, request?.Reusable ?? false, ct))
            .ToHttp(token => TypedResults.Created((string?)null, new AgentTokenResponse
            {
                Id = token.Id.ToString(CultureInfo.InvariantCulture),
                Token = token.Token,
                ExpiresAt = token.ExpiresAt,
            }));

    private static async Task<IResult> ListAsync(
        Actor actor, string team, int? limit, string? cursor, AgentOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor);
        return page.IsRefused(out var refusal)
            ? new ProblemResult(refusal)
            : (await operations.ListAsync(actor, team, page.Value, ct))
                .Map(rows => Page.Of(rows, page.Value, row => row.Id.Value, LaunchResponses.Of)).ToOk();
    }

    private static async Task<IResult> GetAsync(Actor actor, string team, string agent, AgentOperations operations, CancellationToken ct) =>
        (await operations.GetAsync(actor, team, agent, ct)).Map(LaunchResponses.Of).ToOk();

    private static async Task<IResult> PatchAsync(
        Actor actor, string team, string agent, PatchAgentRequest request, AgentOperations operations, CancellationToken ct) =>
        (await operations.ChangeAsync(
            actor, team, agent,
            request.Draining.IsSet ? request.Draining.Value : null,
            request.Stop.IsSet ? request.Stop.Value : null, ct)).Map(LaunchResponses.Of).ToOk();

    private static async Task<IResult> DeleteAsync(Actor actor, string team, string agent, AgentOperations operations, CancellationToken ct) =>
        (await operations.DeleteAsync(actor, team, agent, ct)).ToNoContent();
}
