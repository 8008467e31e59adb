using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Access.Teams;
using Slipway.Access.Users;
using Slipway.Api;
using Slipway.Api.Access;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Http;

/// <summary>Teams, their members, service accounts and projects.</summary>
internal static class TeamEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/teams", async (Actor actor, CreateTeamRequest body, TeamOperations teams, CancellationToken ct) =>
            (await teams.CreateAsync(actor, body.Name, ct)).ToHttp(team => TypedResults.Created($"/api/v1/teams/{team.Name}", Describe(team))))
            .Produces<TeamResponse>(201).WithName("CreateTeam").WithSummary("Creates a team; the caller becomes its admin.");

        routes.MapGet("/teams", async (Actor actor, int? limit, string? cursor, TeamOperations teams, CancellationToken ct) =>
        {
            var page = PageRequest.From(limit, cursor).Value;
            return TypedResults.Ok(Page.Of(await teams.ListAsync(actor, page, ct), page, row => row.Id.Value, Describe));
        }).Produces<PageResponse<TeamResponse>>().WithName("ListTeams").WithSummary("Lists the caller's teams.");

        routes.MapGet("/teams/{team}", async (Actor actor, string team, TeamOperations teams, CancellationToken ct) =>
            (await teams.GetAsync(actor, team, ct)).ToHttp(row => TypedResults.Ok(Describe(row))))
            .Produces<TeamResponse>().WithName("GetTeam").WithSummary("One team.");

        routes.MapDelete("/teams/{team}", async (Actor actor, string team, TeamOperations teams, CancellationToken ct) =>
            (await teams.DeleteAsync(actor, team, ct)).ToNoContent())
            .Produces(204).WithName("DeleteTeam").WithSummary("Deletes an empty team.");

        routes.MapGet("/teams/{team}/members", async (Actor actor, string team, int? limit, string? cursor, MemberOperations members, CancellationToken ct) =>
        {
            var page = PageRequest.From(limit, cursor).Value;
            return (await members.ListAsync(actor, team, page, ct)).ToHttp(rows => TypedResults.Ok(Page.Of(rows, page, row => row.Id.Value, Describe)));
        }).Produces<PageResponse<MemberResponse>>().WithName("ListMembers").WithSummary("Lists the members of a team.");

        routes.MapPut("/teams/{team}/members/{user}", async (Actor actor, string team, string user, PutMemberRequest body, MemberOperations members, CancellationToken ct) =>
        {
            var role = ReadRole(body.Role).Value;
            return (await members.PutAsync(actor, team, user, role, ct)).ToHttp(member => TypedResults.Ok(Describe(member)));
        }).Produces<MemberResponse>().WithName("PutMember").WithSummary("Adds a member or changes the role of one. Team admins.");

        routes.MapDelete("/teams/{team}/members/{user}", async (Actor actor, string team, string user, MemberOperations members, CancellationToken ct) =>
            (await members.RemoveAsync(actor, team, user, ct)).ToNoContent())
            .Produces(204).WithName("RemoveMember").WithSummary("Takes a member out of the team. Team admins; members themselves.");

        routes.MapPost("/teams/{team}/service-accounts", CreateServiceAccountAsync)
            .Produces<CreatedServiceAccountResponse>(201).WithName("CreateServiceAccount").WithSummary("Creates a service account; its key is shown this once. Team admins.");

        routes.MapPost("/teams/{team}/projects", async (Actor actor, string team, CreateProjectRequest body, ProjectOperations projects, CancellationToken ct) =>
            (await projects.CreateAsync(actor, team, body.Name, ct)).ToHttp(project =>
                TypedResults.Created($"/api/v1/teams/{team}/projects/{Uri.EscapeDataString(project.Name)}", Describe(project, team))))
            .Produces<ProjectResponse>(201).WithName("CreateProject").WithSummary("Creates a project.");

        routes.MapGet("/teams/{team}/projects", async (Actor actor, string team, int? limit, string? cursor, ProjectOperations projects, CancellationToken ct) =>
        {
            var page = PageRequest.From(limit, cursor).Value;
            return (await projects.ListAsync(actor, team, page, ct)).ToHttp(rows =>
                TypedResults.Ok(Page.Of(rows, page, row => row.Id.Value, row => Describe(row, team))));
        }).Produces<PageResponse<ProjectResponse>>().WithName("ListProjects").WithSummary("Lists the projects of a team.");
    }

    private static async Task<IResult> CreateServiceAccountAsync(
        Actor actor, string team, CreateServiceAccountRequest body, ServiceAccountOperations accounts, CancellationToken ct)
    {
        var role = ReadRole(body.Role).Value;
        return (await accounts.CreateAsync(actor, team, body.Name, role, ct)).ToHttp(key => TypedResults.Created((string?)null, new CreatedServiceAccountResponse
        {
            Name = body.Name,
            Role = EnumText.Of(role),
            KeyId = key.Id.ToString(),
            Key = key.Key,
        }));
    }

    private static Outcome<Role> ReadRole(string text) => text switch
    {
        TeamRoles.Admin => Role.Admin,
        TeamRoles.Member => Role.Member,
        TeamRoles.Viewer => Role.Viewer,
        _ => Refusal.OfField(ErrorCodes.Invalid, "role", "A role is admin, member or viewer."),
    };

    private static TeamResponse Describe(TeamRow team) => new()
    {
        Id = team.Id.ToString(),
        Name = team.Name,
        Role = team.Role is { } role ? EnumText.Of(role) : null,
        CreatedAt = team.CreatedAt,
    };

    private static MemberResponse Describe(MemberRow member) => new()
    {
        User = member.Name,
        Kind = EnumText.Of(member.Kind),
        Role = EnumText.Of(member.Role),
        Since = member.AddedAt,
    };

    private static ProjectResponse Describe(Project project, string team) => new()
    {
        Id = project.Id.ToString(),
        Team = team,
        Name = project.Name,
        CreatedAt = project.CreatedAt,
    };
}
