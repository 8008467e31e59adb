using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Slipway.Access.Keys;
using Slipway.Access.Sessions;
using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Access;

/// <summary>
/// Finds the actor of a request by its key, or by the session of its browser. Every address wants one but those marked
/// <see cref="IAllowAnonymous"/>. Before that it refuses what a page of another origin sends with a browser's cookies.
/// </summary>
internal sealed class Authentication(RequestDelegate next, ActorLookup actors, PublicAddress address)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            await next(context);
            return;
        }
        if (OriginRules.Refuse(context, address) is { } foreign)
        {
            await new ProblemResult(foreign).ExecuteAsync(context);
            return;
        }
        var anonymous = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        var hasHeader = context.Request.Headers.Authorization.Count > 0;
        // Who sends a key means that key: it is never a cookie that helps where the key does not.
        var found = !hasHeader ? await BySessionAsync(context, endpoint) : anonymous ? null : await ByKeyAsync(context);
        if (found is { } outcome && !outcome.IsRefused(out _))
        {
            context.Features.Set(outcome.Value);
            context.Features.Set<IKnownCaller>(outcome.Value);
        }
        else if (!anonymous)
        {
            await RefuseAsync(context, endpoint, found?.Refusal);
            return;
        }
        await next(context);
    }

    private async Task<Outcome<ActorFeature>?> ByKeyAsync(HttpContext context)
    {
        if (ApiKeyText.FromAuthorization(context.Request.Headers.Authorization.ToString()) is not { } key)
        {
            return null;
        }
        return ApiKeyText.IsWellFormed(key) && await actors.FindByKeyAsync(key, context.RequestAborted) is { } actor
            ? new ActorFeature(actor, ct => actors.FindByKeyAsync(key, ct))
            : Credential.Over(CredentialKind.ApiKey);
    }

    private async Task<Outcome<ActorFeature>?> BySessionAsync(HttpContext context, Endpoint endpoint)
    {
        if (SessionCookie.Read(context) is not { } token)
        {
            return null;
        }
        if (!CookieRules.Counts(context.Request, endpoint))
        {
            return new Refusal(ErrorCodes.Unauthorized,
                "Here the session of a browser counts for reading only, and only from Slipway's own pages. Use an API key: 'Authorization: Bearer KEY'.");
        }
        if (await actors.FindBySessionAsync(token, context.RequestAborted) is not { } actor)
        {
            return Credential.Over(CredentialKind.Session);
        }
        context.User = SessionIdentity.Of(actor, token);
        return new ActorFeature(actor, ct => actors.SeeSessionAsync(token, ct));
    }

    private static Task RefuseAsync(HttpContext context, Endpoint endpoint, Refusal? refusal)
    {
        if (CookieRules.IsPage(context.Request, endpoint))
        {
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Redirect(SessionAddress.SignInFor(context.Request));
            return Task.CompletedTask;
        }
        return new ProblemResult(refusal ?? new Refusal(ErrorCodes.Unauthorized,
            "Sign in with an API key: 'Authorization: Bearer KEY', or Basic with the key as password.")).ExecuteAsync(context);
    }
}
