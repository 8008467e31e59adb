using Microsoft.AspNetCore.Http;

namespace Slipway.Rest;

/// <summary>
/// Puts everything below the path of the public address, as when a proxy serves several things on one host. A proxy may
/// take the path off what it passes on, or leave it; links, redirects and pages begin with it either way.
/// </summary>
/// <param name="path">As <c>/slipway</c>.</param>
internal sealed class PublicPath(RequestDelegate next, PathString path)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments(path, StringComparison.Ordinal, out var rest))
        {
            request.Path = rest.HasValue ? rest : "/";
        }
        request.PathBase = path;
        context.Response.OnStarting(() =>
        {
            // What is made below /api names its address without knowing where the server stands.
            if (context.Response.Headers.Location.ToString() is ['/', 'a', 'p', 'i', '/', ..] location)
            {
                context.Response.Headers.Location = path.Value + location;
            }
            return Task.CompletedTask;
        });
        return next(context);
    }
}
