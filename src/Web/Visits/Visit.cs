using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Slipway.Access;
using Slipway.Access.Sessions;

namespace Slipway.Web.Visits;

/// <summary>One person at one tab. Who they are and what they may is read anew each time: a role taken away counts at once.</summary>
internal sealed class Visit(AuthenticationStateProvider authentication, ActorLookup actors, NavigationManager navigation)
{
    /// <summary>Who visits.</summary>
    /// <exception cref="SignedOutException">The session has ended; the browser is on its way to the sign-in.</exception>
    public async Task<Actor> ActorAsync(CancellationToken ct = default)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        if (SessionIdentity.TokenOf(state.User) is { } token && await actors.FindBySessionAsync(token, ct) is { } actor)
        {
            return actor;
        }

        navigation.NavigateTo(SessionAddress.SignInFor("/" + navigation.ToBaseRelativePath(navigation.Uri)), forceLoad: true);
        throw new SignedOutException();
    }
}

/// <summary>Nobody is signed in any more.</summary>
internal sealed class SignedOutException() : Exception("The session has ended.");
