using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Registry;
using Slipway.Registry.Collections;
using Slipway.Registry.Lineage;
using Slipway.Registry.Links;
using Slipway.Registry.Memberships;
using Slipway.Registry.Tags;
using Slipway.Rest;

namespace Slipway.Registry.Http;

/// <summary>Versions of a registered model: linking, unlinking, tags, lineage.</summary>
internal static class VersionEndpoints
{
    private const string Versions = "/teams/{team}/registry/models/{model}/versions";
    private const string Version = Versions + "/{version}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Versions, async (
            Actor actor, string team, string model, LinkVersionRequest body, LinkOperations links, CancellationToken ct) =>
            (await links.LinkAsync(actor, CollectionAddress.OfModel(team, model), body.Source, body.Aliases, ct)).ToHttp(Answer))
            .Produces<RegisteredVersionResponse>(201).Produces<RegisteredVersionResponse>()
            .WithTags("Registry").WithName("LinkVersion").WithSummary("Links a version; one that is linked already answers 200 with its place.");

        routes.MapGet(Versions, async (
            Actor actor, string team, string model, int? limit, string? cursor, MembershipOperations versions, CancellationToken ct) =>
        {
            var page = PageRequest.From(limit, cursor).Value;
            return (await versions.ListAsync(actor, CollectionAddress.OfModel(team, model), page, ct)).ToHttp(found =>
                TypedResults.Ok(Page.Of(found, page, version => version.Member.Id.Value, RegistryResponses.Of)));
        }).Produces<PageResponse<RegisteredVersionResponse>>().WithTags("Registry").WithName("ListModelVersions").WithSummary("Lists the versions of a registered model.");

        routes.MapGet(Version, async (
            Actor actor, string team, string model, string version, MembershipOperations versions, CancellationToken ct) =>
            (await versions.GetAsync(actor, CollectionAddress.OfModel(team, model), version, ct))
                .ToHttp(found => TypedResults.Ok(RegistryResponses.Of(found))))
            .Produces<RegisteredVersionResponse>().WithTags("Registry").WithName("GetModelVersion").WithSummary("One version, by v3, latest or an alias.");

        routes.MapDelete(Version, async (Actor actor, string team, string model, string version, LinkOperations links, CancellationToken ct) =>
            (await links.UnlinkAsync(actor, CollectionAddress.OfModel(team, model), version, ct)).ToNoContent())
            .Produces(204).WithTags("Registry").WithName("UnlinkVersion").WithSummary("Unlinks a version; the source stays, the number is never given again.");

        routes.MapGet(Version + "/lineage", async (
            Actor actor, string team, string model, string version, LineageOperations lineage, CancellationToken ct) =>
            (await lineage.GetAsync(actor, CollectionAddress.OfModel(team, model), version, ct))
                .ToHttp(graph => TypedResults.Ok(RegistryResponses.Of(graph))))
            .Produces<LineageResponse>().WithTags("Registry").WithName("GetLineage").WithSummary("What a version was made from and where it went.");

        routes.MapPut(Version + "/tags/{tag}", async (
            Actor actor, string team, string model, string version, string tag, TagOperations tags, CancellationToken ct) =>
            (await tags.AddAsync(actor, CollectionAddress.OfModel(team, model), version, tag, ct))
                .ToHttp(place => TypedResults.Ok(RegistryResponses.Of(place))))
            .Produces<TagResponse>().WithTags("Registry").WithName("AddVersionTag").WithSummary("Puts a tag on a version.");

        routes.MapDelete(Version + "/tags/{tag}", async (
            Actor actor, string team, string model, string version, string tag, TagOperations tags, CancellationToken ct) =>
            (await tags.RemoveAsync(actor, CollectionAddress.OfModel(team, model), version, tag, ct)).ToNoContent())
            .Produces(204).WithTags("Registry").WithName("RemoveVersionTag").WithSummary("Takes a tag off a version.");
    }

    private static IResult Answer(LinkResult link)
    {
        var version = link.Version;
        var body = RegistryResponses.Of(version);
        return link.IsNew
            ? TypedResults.Created(
                $"/api/v1/teams/{Uri.EscapeDataString(body.Team)}/registry/models/{Uri.EscapeDataString(body.RegisteredModel)}/versions/{body.Version}",
                body)
            : TypedResults.Ok(body);
    }
}
