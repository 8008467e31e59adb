using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Secrets;
using Slipway.Rest;
using Slipway.Secrets.Definitions;
using Slipway.Secrets.Values;

namespace Slipway.Secrets.Http;

internal static class SecretEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var secrets = routes.MapGroup("/teams/{team}/secrets").WithTags("Secrets");
        secrets.MapGet("", ListAsync).WithName("ListSecrets").WithSummary("Lists the names of a team's secrets, never their values.").Produces<PageResponse<SecretResponse>>();
        secrets.MapPut("/{name}", PutAsync).WithName("PutSecret").WithSummary("Sets the value of a secret, new or not. Team admins.")
            .Produces<SecretResponse>().Produces<SecretResponse>(StatusCodes.Status201Created);
        secrets.MapDelete("/{name}", DeleteAsync).WithName("DeleteSecret").WithSummary("Deletes a secret; one in use only with 'force', which disables its users. Team admins.").Produces(StatusCodes.Status204NoContent);
        routes.MapPost("/secrets/rewrap", RewrapAsync).WithTags("Secrets").WithName("RewrapSecrets").WithSummary("Wraps all secrets with the newest master key. Instance admins.").Produces<RewrapResponse>();
    }

    private static async Task<IResult> ListAsync(
        Actor actor, string team, int? limit, string? cursor, SecretOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        var listed = await operations.ListAsync(actor, team, page, ct);
        return listed.Map(rows => Page.Of(rows, page, row => row.Id, ToResponse)).ToOk();
    }

    private static async Task<IResult> PutAsync(
        Actor actor, string team, string name, PutSecretRequest request, SecretOperations operations, CancellationToken ct) =>
        (await operations.PutAsync(actor, team, name, new SecretValue(request.Value), ct)).ToHttp(saved =>
            saved.IsNew ? TypedResults.Json(ToResponse(saved.Secret), statusCode: StatusCodes.Status201Created) : TypedResults.Ok(ToResponse(saved.Secret)));

    private static async Task<IResult> DeleteAsync(
        Actor actor, string team, string name, bool? force, SecretOperations operations, CancellationToken ct) =>
        (await operations.DeleteAsync(actor, team, name, force ?? false, ct)).ToNoContent();

    private static async Task<IResult> RewrapAsync(Actor actor, RewrapOperations operations, CancellationToken ct) =>
        (await operations.RewrapAsync(actor, ct))
            .Map(result => new RewrapResponse { Rewrapped = result.Rewrapped, Unreadable = result.Unreadable, Total = result.Total })
            .ToOk();

    private static SecretResponse ToResponse(Secret secret) => new()
    {
        Name = secret.Name,
        UpdatedAt = secret.UpdatedAt,
        UpdatedBy = secret.UpdatedBy,
        UsedBy = [.. secret.UsedBy.Select(use => new UserOfThingResponse { Kind = use.UserKind, Name = use.UserName })],
    };
}
