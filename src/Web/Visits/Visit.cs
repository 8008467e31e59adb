using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Slipway.Access;
using Slipway.Access.Sessions;

namespace Slipway.Web.Visits;

/// <summary>One person at one tab. Who they are and what they may is read anew each time: a role taken away counts at once.</summary>
internal sealed class Visit(AuthenticationStateProvider authentication, ActorLookup actors, NavigationManager navigation)
{
    /// <summary>Who visits, for what they do.</summary>
    /// <exception cref="SignedOutException">The session has ended; the browser is on its way to the sign-in.</exception>
    public Task<Actor> ActorAsync(CancellationToken ct = default) => FindAsync(actors.FindBySessionAsync, ct);

    /// <summary>Who visits, for a page that looks again by itself: that does not keep a session from growing idle.</summary>
    /// <exception cref="SignedOutException">The session has ended; the browser is on its way to the sign-in.</exception>
    public Task<Actor> SeeAsync(CancellationToken ct = default) => FindAsync(actors.SeeSessionAsync, ct);

    private async Task<Actor> FindAsync(Func<string, CancellationToken, Task<Actor?>> find, CancellationToken ct)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        if (SessionIdentity.TokenOf(state.User) is { } token && await find(token, ct) is { } actor)
        {
            return actor;
        }

        // Where it leads is relative to the base of the site; where it leads back to is a whole path.
        navigation.NavigateTo(SessionAddress.SignInFor(new Uri(navigation.Uri).PathAndQuery).TrimStart('/'), forceLoad: true);
        throw new SignedOutException();
    }
}

/// <summary>Nobody is signed in any more.</summary>
internal sealed class SignedOutException() : Exception("The session has ended.");
