using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Registry;
using Slipway.Registry.Collections;
using Slipway.Registry.RegisteredModels;
using Slipway.Rest;

namespace Slipway.Registry.Http;

/// <summary>Registered models of a team's default registry.</summary>
internal static class ModelEndpoints
{
    private const string Models = "/teams/{team}/registry/models";
    private const string Model = Models + "/{model}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Models, async (Actor actor, string team, CreateRegisteredModelRequest body, ModelOperations models, CancellationToken ct) =>
            (await models.CreateAsync(actor, team, Read(body), ct)).ToHttp(model => TypedResults.Created(PathOf(model), RegistryResponses.Of(model))))
            .Produces<RegisteredModelResponse>(201).WithTags("Registry").WithName("CreateModel").WithSummary("Creates a registered model.");

        routes.MapGet(Models, async (
            Actor actor, string team, string? search, string? tag, string? alias, int? limit, string? cursor, ModelOperations models, CancellationToken ct) =>
        {
            var page = PageRequest.From(limit, cursor).Value;
            return (await models.ListAsync(actor, team, new ModelFilter(search, tag, alias), page, ct)).ToHttp(found =>
                TypedResults.Ok(Page.Of(found, page, model => model.Collection.Id.Value, RegistryResponses.Of)));
        }).Produces<PageResponse<RegisteredModelResponse>>()
            .WithTags("Registry").WithName("ListModels").WithSummary("Lists registered models: by part of their name or description, by tag, by alias.");

        routes.MapGet(Model, async (Actor actor, string team, string model, ModelOperations models, CancellationToken ct) =>
            (await models.GetAsync(actor, CollectionAddress.OfModel(team, model), ct)).ToHttp(found => TypedResults.Ok(RegistryResponses.Of(found))))
            .Produces<RegisteredModelResponse>().WithTags("Registry").WithName("GetModel").WithSummary("One registered model, with its card.");

        routes.MapPatch(Model, async (
            Actor actor, string team, string model, PatchRegisteredModelRequest body, ModelOperations models, CancellationToken ct) =>
            (await models.UpdateAsync(actor, CollectionAddress.OfModel(team, model), Read(body), ct))
                .ToHttp(changed => TypedResults.Ok(RegistryResponses.Of(changed))))
            .Produces<RegisteredModelResponse>().WithTags("Registry").WithName("PatchModel").WithSummary("Changes description, card and tags.");

        routes.MapDelete(Model, async (Actor actor, string team, string model, ModelOperations models, CancellationToken ct) =>
            (await models.DeleteAsync(actor, CollectionAddress.OfModel(team, model), ct)).ToNoContent())
            .Produces(204).WithTags("Registry").WithName("DeleteModel").WithSummary("Deletes a registered model with its links; the automations that stand on it end.");

        routes.MapGet(Model + "/history", async (
            Actor actor, string team, string model, int? limit, string? cursor, CollectionOperations collections, CancellationToken ct) =>
        {
            var page = PageRequest.From(limit, cursor).Value;
            return (await collections.HistoryAsync(actor, CollectionAddress.OfModel(team, model), page, ct)).ToHttp(entries =>
                TypedResults.Ok(Page.Of(entries, page, entry => entry.Id, RegistryResponses.Of)));
        }).Produces<PageResponse<HistoryEntryResponse>>().WithTags("Registry").WithName("ListModelHistory").WithSummary("Who did what to the model's versions, aliases and tags.");
    }

    private static NewModel Read(CreateRegisteredModelRequest body) => new()
    {
        Name = body.Name,
        Type = body.Type ?? NewModel.DefaultType,
        Description = body.Description,
        Tags = body.Tags ?? [],
    };

    private static ModelPatch Read(PatchRegisteredModelRequest body) => new()
    {
        Description = body.Description,
        Card = body.Card,
        Tags = body.Tags,
    };

    private static string PathOf(RegisteredModel model) =>
        $"/api/v1/teams/{Uri.EscapeDataString(model.Collection.TeamName)}/registry/models/{Uri.EscapeDataString(model.Collection.Name)}";
}
