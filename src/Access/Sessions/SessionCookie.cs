using Microsoft.AspNetCore.Http;

namespace Slipway.Access.Sessions;

/// <summary>
/// The cookie that carries a session. Scripts cannot read it, other sites do not send it but by following a link, and on
/// https its name's prefix has the browser refuse one that a neighbouring domain planted.
/// </summary>
public static class SessionCookie
{
    private const string Name = "slipway";
    private const string SecureName = "__Host-slipway";

    /// <summary>The token that the browser sent; null for none.</summary>
    public static string? Read(HttpContext context) => context.Request.Cookies[NameFor(context)] is { Length: > 0 } token ? token : null;

    /// <summary>Gives the browser the session.</summary>
    public static void Append(HttpContext context, NewSession session)
    {
        var options = OptionsFor(context);
        options.Expires = session.ExpiresAt;
        context.Response.Cookies.Append(NameFor(context), session.Token, options);
    }

    /// <summary>Takes it away again.</summary>
    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(NameFor(context), OptionsFor(context));

    private static string NameFor(HttpContext context) => context.Request.IsHttps ? SecureName : Name;

    private static CookieOptions OptionsFor(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = "/",
        IsEssential = true,
    };
}
