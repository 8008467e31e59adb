using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api.Artifacts;
using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Rest;

namespace Slipway.Registry.Http;

/// <summary>Aliases of registered models, and of artifacts in their project.</summary>
internal static class AliasEndpoints
{
    private const string OfModel = "/teams/{team}/registry/models/{model}/aliases/{alias}";
    private const string OfArtifact = "/teams/{team}/projects/{project}/artifacts/{name}/aliases/{alias}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut(OfModel, async (
            Actor actor, string team, string model, string alias, PutAliasRequest body, AliasOperations aliases, CancellationToken ct) =>
            (await aliases.SetAsync(actor, CollectionAddress.OfModel(team, model), alias, body.Version, ct))
                .ToHttp(place => TypedResults.Ok(RegistryResponses.Of(place))))
            .Produces<AliasResponse>().WithTags("Registry").WithName("PutModelAlias").WithSummary("Puts an alias on a version of a registered model, wherever it stood.");

        routes.MapDelete(OfModel, async (Actor actor, string team, string model, string alias, AliasOperations aliases, CancellationToken ct) =>
            (await aliases.RemoveAsync(actor, CollectionAddress.OfModel(team, model), alias, ct)).ToNoContent())
            .Produces(204).WithTags("Registry").WithName("DeleteModelAlias").WithSummary("Takes an alias off a registered model.");

        routes.MapPut(OfArtifact, async (
            Actor actor, string team, string project, string name, string alias, PutAliasRequest body, AliasOperations aliases, CancellationToken ct) =>
            (await aliases.SetAsync(actor, CollectionAddress.OfArtifact(team, project, name), alias, body.Version, ct))
                .ToHttp(place => TypedResults.Ok(RegistryResponses.Of(place))))
            .Produces<AliasResponse>().WithTags("Artifacts").WithName("PutArtifactAlias").WithSummary("Puts an alias on a version of an artifact, wherever it stood.");

        routes.MapDelete(OfArtifact, async (
            Actor actor, string team, string project, string name, string alias, AliasOperations aliases, CancellationToken ct) =>
            (await aliases.RemoveAsync(actor, CollectionAddress.OfArtifact(team, project, name), alias, ct)).ToNoContent())
            .Produces(204).WithTags("Artifacts").WithName("DeleteArtifactAlias").WithSummary("Takes an alias off an artifact.");
    }
}
