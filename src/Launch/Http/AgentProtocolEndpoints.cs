using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Access.Keys;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Runs;
using Slipway.Launch.Agents;
using Slipway.Launch.Attempts;
using Slipway.Launch.Claims;
using Slipway.Rest;

namespace Slipway.Launch.Http;

/// <summary>What agents say to the server, and hear. Sessions prove who they are, not API keys.</summary>
internal static class AgentProtocolEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var agent = routes.MapGroup("/agent").WithTags("Agent protocol").AllowAnonymous().WithMetadata(new ProtocolEndpoint());
        agent.MapPost("/register", async (RegisterAgentRequest body, AgentRegistration registration, CancellationToken ct) =>
            (await registration.RegisterAsync(body, ct)).ToHttp(registered => TypedResults.Created((string?)null, registered)))
            .Produces<RegisteredAgentResponse>(201).WithName("RegisterAgent").WithSummary("A registration token becomes an agent with a key pair.");

        agent.MapPost("/challenges", async (AgentChallengeRequest body, AgentSessions sessions, CancellationToken ct) =>
            TypedResults.Ok(new AgentChallengeResponse { Challenge = await sessions.ChallengeAsync(body.AgentId, ct) }))
            .WithName("CreateAgentChallenge").WithSummary("What an agent signs to open a session; good once, for a minute.");

        agent.MapPost("/sessions", OpenAsync).Produces<SessionResponse>().WithName("OpenAgentSession").WithSummary("Opens a session; those of other processes of the agent end.");
        agent.MapPost("/claims", ClaimAsync).Produces<ClaimsResponse>().WithName("ClaimAttempts").WithSummary("One long poll for all queues of an agent.");
        agent.MapPost("/heartbeats", BeatAsync).Produces<HeartbeatResponse>().WithName("BeatAgent").WithSummary("Renews the leases of all that an agent has.");
        agent.MapPost("/attempts/{id}/start", StartAsync).Produces<AttemptStateResponse>().WithName("StartAttempt").WithSummary("The right to start; only then may the backend be called.");
        agent.MapPost("/attempts/{id}/finish", FinishAsync).Produces<AttemptStateResponse>().WithName("FinishAttempt").WithSummary("How an attempt ended.");
        agent.MapPost("/attempts/{id}/log", LogAsync).Produces<LogOffsetResponse>().WithName("AppendAttemptLog").WithSummary("Appends to the log of an attempt, by byte offset.");
        agent.MapPost("/attempts/{id}/enter", EnterAsync).Produces<AttemptStateResponse>()
            .WithName("EnterAttempt").WithSummary("The fence inside a job that its backend may start twice; asked with the job's key.");
    }

    private static async Task<IResult> OpenAsync(
        OpenSessionRequest body, AgentSessions sessions, HeldAttempts held, LaunchOptions options, CancellationToken ct)
    {
        var opened = (await sessions.OpenAsync(body, ct)).Value;
        return TypedResults.Ok(new SessionResponse
        {
            Token = opened.Token,
            ExpiresAt = opened.ExpiresAt,
            LifetimeMilliseconds = (long)AgentSessions.SessionLife.TotalMilliseconds,
            LeaseMilliseconds = (int)options.Lease.TotalMilliseconds,
            HeartbeatMilliseconds = (int)(options.Lease / 4).TotalMilliseconds,
            LogIntervalMilliseconds = (int)options.LogInterval.TotalMilliseconds,
            MaxLogChunkBytes = options.MaxLogChunk,
            MissingQueues = opened.MissingQueues,
            RefusedQueues = opened.RefusedQueues,
            Held = await held.ListAsync(opened.Agent, ct),
        });
    }

    private static async Task<IResult> ClaimAsync(AgentOfRequest agent, ClaimRequest body, AgentClaims claims, CancellationToken ct) =>
        await agent.RunAsync(async caller => (await claims.ClaimAsync(caller, body, ct)).ToOk());

    private static async Task<IResult> BeatAsync(
        AgentOfRequest agent, HeartbeatRequest body, AgentBeats beats, AgentSightings sightings, AgentClaims claims, LaunchOptions options, CancellationToken ct) =>
        await agent.RunAsync(async caller =>
        {
            sightings.Saw(caller.Id);
            var verdicts = (await beats.BeatAsync(caller, body, ct)).Value;
            var cancel = await claims.CancelsAsync(caller, ct);
            return TypedResults.Ok(new HeartbeatResponse
            {
                LeaseMilliseconds = (int)options.Lease.TotalMilliseconds,
                Attempts = verdicts,
                Commands = AgentClaims.Commands(caller, cancel),
            });
        });

    private static async Task<IResult> StartAsync(AgentOfRequest agent, string id, StartAttemptRequest body, AgentAttempts attempts, CancellationToken ct) =>
        await agent.RunAsync(async caller => (await attempts.StartAsync(caller, id, body.Fence, ct)).ToOk());

    private static async Task<IResult> FinishAsync(AgentOfRequest agent, string id, FinishAttemptRequest body, AgentAttempts attempts, CancellationToken ct) =>
        await agent.RunAsync(async caller => (await attempts.FinishAsync(caller, id, body, ct)).ToOk());

    private static async Task<IResult> LogAsync(
        AgentOfRequest agent, string id, [FromQuery] long fence, [FromQuery] long offset, HttpRequest request, AgentAttempts attempts, CancellationToken ct) =>
        await agent.RunAsync(async caller =>
        {
            using var content = new MemoryStream();
            await request.Body.CopyToAsync(content, ct);
            return (await attempts.AppendLogAsync(caller, id, fence, offset, content.ToArray(), ct)).ToHttp(next => TypedResults.Ok(new LogOffsetResponse { Next = next }));
        });

    private static async Task<IResult> EnterAsync(
        HttpRequest request, string id, EnterAttemptRequest body, AgentAttempts attempts, ActorLookup actors, AgentGate gate, CancellationToken ct)
    {
        var token = ApiKeyText.FromAuthorization(request.Headers.Authorization.ToString());
        if (token is not null && token.StartsWith(ApiKeyText.JobPrefix, StringComparison.Ordinal))
        {
            return await actors.FindByKeyAsync(token, ct) is { } job
                ? (await attempts.EnterAsync(id, body, (item, _) => AgentAttempts.IsJobOf(job, item), ct)).ToOk()
                : new ProblemResult(new Refusal(ErrorCodes.Unauthorized, "This job's key is unknown or expired."));
        }
        var caller = (await gate.AuthenticateAsync(token, ct)).Value;
        return (await attempts.EnterAsync(id, body, (_, attempt) => attempt.AgentId == caller.Id, ct)).ToOk();
    }
}
