using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access.Audit;
using Slipway.Access.Keys;
using Slipway.Access.Sessions;
using Slipway.Access.Users;
using Slipway.Api;
using Slipway.Api.Access;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Http;

/// <summary>Who one is, users, their keys, and the audit trail.</summary>
internal static class AccessEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/me", GetMeAsync).Produces<MeResponse>().WithName("GetMe").WithSummary("Who the caller is.");

        routes.MapPost("/users", async (Actor actor, CreateUserRequest body, UserOperations users, CancellationToken ct) =>
            (await users.CreateAsync(actor, new NewUser(body.Name, body.Email, body.Password), ct))
                .ToHttp(user => TypedResults.Created($"/api/v1/users/{user.Name}", Describe(user))))
            .Produces<UserResponse>(201).WithName("CreateUser").WithSummary("Creates a user. Instance admins.");

        routes.MapGet("/users", async (Actor actor, int? limit, string? cursor, UserOperations users, CancellationToken ct) =>
        {
            var page = PageRequest.From(limit, cursor).Value;
            return (await users.ListAsync(actor, page, ct)).ToHttp(rows => TypedResults.Ok(Page.Of(rows, page, row => row.Id.Value, Describe)));
        }).Produces<PageResponse<UserResponse>>().WithName("ListUsers").WithSummary("Lists the users. Instance admins.");

        routes.MapPut("/users/{user}/password", async (Actor actor, string user, SetPasswordRequest body, SessionOperations sessions, CancellationToken ct) =>
            (await sessions.SetPasswordAsync(actor, user, body.Password, ct)).ToNoContent())
            .Produces(204).WithName("SetPassword").WithSummary("Gives a user a password for the web app, and ends their sessions. Instance admins.");

        routes.MapPost("/users/{user}/api-keys", async (Actor actor, string user, CreateApiKeyRequest? body, ApiKeyOperations keys, CancellationToken ct) =>
            (await keys.CreateAsync(actor, user, body?.Description, ct)).ToHttp(key => TypedResults.Created((string?)null, new CreatedApiKeyResponse
            {
                Id = key.Id.ToString(),
                Key = key.Key,
                Description = key.Description,
            })))
            .Produces<CreatedApiKeyResponse>(201).WithName("CreateApiKey").WithSummary("Creates an API key; it is shown this once.");

        routes.MapGet("/users/{user}/api-keys", async (Actor actor, string user, int? limit, string? cursor, ApiKeyOperations keys, CancellationToken ct) =>
        {
            var page = PageRequest.From(limit, cursor).Value;
            return (await keys.ListAsync(actor, user, page, ct)).ToHttp(rows => TypedResults.Ok(Page.Of(rows, page, row => row.Id, Describe)));
        }).Produces<PageResponse<ApiKeyResponse>>().WithName("ListApiKeys").WithSummary("Lists the API keys of a user, never their text.");

        routes.MapDelete("/users/{user}/api-keys/{id}", async (Actor actor, string user, string id, ApiKeyOperations keys, CancellationToken ct) =>
            (await keys.RevokeAsync(actor, user, id, ct)).ToNoContent())
            .Produces(204).WithName("RevokeApiKey").WithSummary("Revokes an API key.");

        routes.MapGet("/audit", async (Actor actor, string? team, int? limit, string? cursor, AuditOperations audit, CancellationToken ct) =>
        {
            var page = PageRequest.From(limit, cursor).Value;
            return (await audit.ListAsync(actor, team, page, ct)).ToHttp(rows => TypedResults.Ok(Page.Of(rows, page, row => row.Id, Describe)));
        }).Produces<PageResponse<AuditEntryResponse>>().WithName("ListAuditEntries").WithSummary("Who changed what: of a team for its admins, of the server for instance admins.");
    }

    private static async Task<IResult> GetMeAsync(Actor actor, UserOperations users, Teams.TeamOperations teams, CancellationToken ct)
    {
        var user = await users.FindAsync(actor, ct);
        var mine = await teams.ListAsync(actor with { IsInstanceAdmin = false }, new PageRequest(PageRequest.MaxLimit, long.MaxValue), ct);
        return TypedResults.Ok(new MeResponse
        {
            Name = actor.Name,
            Kind = EnumText.Of(actor.Kind),
            Email = user?.Email,
            InstanceAdmin = actor.IsInstanceAdmin,
            Teams = [.. mine.Select(team => new MembershipResponse { Team = team.Name, Role = EnumText.Of(team.Role!.Value) })],
        });
    }

    private static UserResponse Describe(User user) => new()
    {
        Id = user.Id.ToString(),
        Name = user.Name,
        Email = user.Email,
        InstanceAdmin = user.IsInstanceAdmin,
        CreatedAt = user.CreatedAt,
    };

    private static ApiKeyResponse Describe(ApiKey key) => new()
    {
        Id = key.Id.ToString(),
        Description = key.Description,
        CreatedAt = key.CreatedAt,
        LastUsedAt = key.LastUsedAt,
    };

    private static AuditEntryResponse Describe(AuditEntry entry) => new()
    {
        Id = entry.Id.ToString(),
        At = entry.At,
        Actor = entry.Actor,
        Team = entry.Team,
        Action = entry.Action,
        Subject = entry.Subject,
        Detail = entry.Detail,
    };
}
