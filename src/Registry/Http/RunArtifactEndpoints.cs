using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api.Runs;
using Slipway.Registry.Lineage;
using Slipway.Rest;
using Slipway.Runs;

namespace Slipway.Registry.Http;

/// <summary>What runs use (lineage).</summary>
internal static class RunArtifactEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/teams/{team}/projects/{project}/runs/{run}/artifacts", async (
            Actor actor, string team, string project, string run, UseArtifactRequest body, LineageOperations lineage, CancellationToken ct) =>
            (await lineage.UseAsync(actor, new RunAddress(team, project, run), body.Ref, body.UsedAs, ct)).ToHttp(version =>
                TypedResults.Json(
                    new RunArtifactResponse { Ref = version.ToReference(), Use = ArtifactUses.Input, UsedAs = body.UsedAs },
                    statusCode: StatusCodes.Status201Created)))
            .WithTags("Runs").Produces<RunArtifactResponse>(StatusCodes.Status201Created)
            .WithName("UseArtifact").WithSummary("Notes that the run used an artifact version.");
}
