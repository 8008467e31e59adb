using Microsoft.AspNetCore.Http;

namespace Slipway.Access.Sessions;

/// <summary>Where the sign-in is, and where it may lead back to.</summary>
public static class SessionAddress
{
    /// <summary>The page of the sign-in.</summary>
    public const string SignIn = "/sign-in";

    /// <summary>The query parameter with the address to go back to.</summary>
    public const string ReturnUrl = "returnUrl";

    /// <summary>
    /// Whether the address is one of this server: a path with an optional query. <c>//x</c> and <c>/\x</c> are other servers
    /// to a browser; control characters it would take out first, and what is not ASCII no well-formed address has.
    /// </summary>
    public static bool IsLocal(string? address) =>
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && address.All(letter => letter is > ' ' and <= '~');

    /// <summary>The sign-in that leads back to what is asked for.</summary>
    public static string SignInFor(HttpRequest request)
    {
        var asked = request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        return request.PathBase.ToUriComponent() + SignInFor(asked);
    }

    /// <summary>The same for an address that is known already.</summary>
    public static string SignInFor(string asked) => $"{SignIn}?{ReturnUrl}={Uri.EscapeDataString(IsLocal(asked) ? asked : "/")}";
}
