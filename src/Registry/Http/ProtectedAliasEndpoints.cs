using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Registry;
using Slipway.Registry.Aliases;
using Slipway.Rest;

namespace Slipway.Registry.Http;

/// <summary>Which aliases of a team's default registry only its admins move.</summary>
internal static class ProtectedAliasEndpoints
{
    private const string All = "/teams/{team}/registry/protected-aliases";
    private const string One = All + "/{alias}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(All, async (Actor actor, string team, int? limit, string? cursor, ProtectedAliasOperations aliases, CancellationToken ct) =>
        {
            var page = PageRequest.From(limit, cursor).Value;
            return (await aliases.ListAsync(actor, team, page, ct)).ToHttp(found =>
                TypedResults.Ok(Page.Of(found, page, alias => alias.Id, RegistryResponses.Of)));
        }).Produces<PageResponse<ProtectedAliasResponse>>().WithTags("Registry").WithName("ListProtectedAliases").WithSummary("Lists the protected aliases.");

        routes.MapGet(One, async (Actor actor, string team, string alias, ProtectedAliasOperations aliases, CancellationToken ct) =>
            (await aliases.GetAsync(actor, team, alias, ct)).ToHttp(found => TypedResults.Ok(RegistryResponses.Of(found))))
            .Produces<ProtectedAliasResponse>().WithTags("Registry").WithName("GetProtectedAlias").WithSummary("One protected alias.");

        routes.MapPut(One, async (Actor actor, string team, string alias, ProtectedAliasOperations aliases, CancellationToken ct) =>
            (await aliases.ProtectAsync(actor, team, alias, ct)).ToHttp(made => TypedResults.Ok(RegistryResponses.Of(made))))
            .Produces<ProtectedAliasResponse>().WithTags("Registry").WithName("ProtectAlias").WithSummary("Protects an alias; for team admins.");

        routes.MapDelete(One, async (Actor actor, string team, string alias, ProtectedAliasOperations aliases, CancellationToken ct) =>
            (await aliases.UnprotectAsync(actor, team, alias, ct)).ToNoContent())
            .Produces(204).WithTags("Registry").WithName("UnprotectAlias").WithSummary("Ends the protection of an alias; for team admins.");
    }
}
