using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Access;

/// <summary>
/// Whose pages may use a browser's cookies. To a browser all ports of a host are one site, so SameSite does not hold
/// another program's page there back; on plain http it does not say where a request comes from but by its <c>Origin</c>;
/// and a WebSocket may be opened by any page. So whatever carries cookies and names an origin must name this server's.
/// </summary>
internal static class OriginRules
{
    /// <summary>Why the request is refused; null when it may go on. A key in <c>Authorization</c> is never sent unasked, so it counts from anywhere.</summary>
    /// <param name="address">Where people reach the server: a proxy in between may give it another host than the browser sees.</param>
    public static Refusal? Refuse(HttpContext context, PublicAddress address)
    {
        var request = context.Request;
        if (request.Headers.Authorization.Count > 0)
        {
            return null;
        }
        var isConnection = IsConnection(context);
        if (!isConnection && (request.Cookies.Count == 0 || request.Headers.Origin.Count == 0))
        {
            // Browsers name the origin of whatever may change something. Who does not is no browser, or follows a link.
            return null;
        }
        var origin = request.Headers.Origin.ToString();
        return IsOwn(origin, request, address.Uri) ? null : new Refusal(ErrorCodes.OriginRefused,
            $"This comes from a page of '{Shown(origin)}', which is not this server. If it is, the option public-url must name that address, "
            + "or trusted-proxies the proxy that ends TLS.");
    }

    private static bool IsOwn(string origin, HttpRequest request, Uri address) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var named)
        && named is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" }
        && (IsSame(named, address) || (Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out var own) && IsSame(named, own)));

    // The default port may be written or left out.
    private static bool IsSame(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    // Over HTTP/1.1 by an upgrade, over HTTP/2 by an extended CONNECT.
    private static bool IsConnection(HttpContext context) =>
        context.Request.Headers.Upgrade.Any(to => to?.Contains("websocket", StringComparison.OrdinalIgnoreCase) == true)
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    private static string Shown(string origin) =>
        origin.Length == 0 ? "no origin" : new string([.. origin.Where(letter => letter is > ' ' and <= '~').Take(200)]);
}
