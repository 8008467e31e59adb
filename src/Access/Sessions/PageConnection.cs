using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace Slipway.Access.Sessions;

/// <summary>The connection that carries what people do on a page.</summary>
public static class PageConnection
{
    /// <summary>
    /// Whether the request opens one. By where it leads and not by its address, which may be spelled in many ways that lead there.
    /// </summary>
    public static bool IsOpenedBy(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null && !HttpMethods.IsPost(context.Request.Method);
}
