using Microsoft.AspNetCore.Http;

namespace Slipway.Rest;

/// <summary>
/// What browsers are told about every answer that does not say it better itself: it is what its type says, runs nothing,
/// and appears in no frame. The reference of the API is a page of its own making: it runs what this server serves, and
/// asks nobody else.
/// </summary>
internal sealed class SafetyHeaders(RequestDelegate next, string reference)
{
    private const string Nothing = "default-src 'none'; frame-ancestors 'none'";

    // The reference writes its settings and its styles into the page.
    private const string Reference =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments(reference, StringComparison.Ordinal) ? Reference : Nothing;
            }
            headers.XContentTypeOptions = "nosniff";
            if (!headers.ContainsKey("Referrer-Policy"))
            {
                headers["Referrer-Policy"] = "same-origin";
            }
            return Task.CompletedTask;
        });
        return next(context);
    }
}
