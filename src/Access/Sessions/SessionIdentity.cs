using System.Security.Claims;

namespace Slipway.Access.Sessions;

/// <summary>
/// The session as the framework's user: it goes with a connection into the circuit of its pages, where each act looks up anew
/// what the session may. It stays in memory.
/// </summary>
public static class SessionIdentity
{
    private const string TokenClaim = "slipway:session";

    /// <summary>The token of the session; null for who has none.</summary>
    public static string? TokenOf(ClaimsPrincipal user) => user.FindFirst(TokenClaim)?.Value;

    internal static ClaimsPrincipal Of(Actor actor, string token) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Name, actor.Name), new Claim(TokenClaim, token)], "session"));
}
