using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api.Artifacts;
using Slipway.Registry.Artifacts;
using Slipway.Rest;

namespace Slipway.Registry.Http;

/// <summary>From a reference to what it names (M8).</summary>
internal static class ResolveEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/artifacts/resolve", ResolveAsync).WithTags("Artifacts").WithName("ResolveReference").WithSummary("What a reference, such as team/project/name:alias, stands for, with its files.")
            .Produces<ResolvedReferenceResponse>();

    private static async Task<IResult> ResolveAsync(
        Actor actor, string? @ref, ResolveOperations operations, PublicAddress address, CancellationToken ct) =>
        (await operations.ResolveAsync(actor, @ref, ct)).Map(resolved => ArtifactResponses.Of(resolved, address)).ToOk();
}
