using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Slipway.Access.Sessions;

namespace Slipway.Access;

/// <summary>
/// Where the cookie of a session counts. A browser sends it along with whatever another site makes it ask for, so it counts
/// for changes only at pages, whose forms carry an antiforgery token; under <c>/api</c> it reads, for Slipway's own pages.
/// </summary>
internal static class CookieRules
{
    /// <summary>Whether the session may act in this request.</summary>
    public static bool Counts(HttpRequest request, Endpoint endpoint)
    {
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        var forPeople = IsPage(request, endpoint)
            || (!IsApi(request) && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null);
        // From elsewhere only whoever follows a link to a page, which shows it to nobody but that person.
        return ComesFromHere(request)
            ? reads || forPeople
            : reads && forPeople && request.Headers["Sec-Fetch-Mode"] == "navigate";
    }

    /// <summary>Whether it is a page for people; under <c>/api</c> nothing is.</summary>
    public static bool IsPage(HttpRequest request, Endpoint endpoint) =>
        !IsApi(request) && endpoint.Metadata.GetMetadata<PageAttribute>() is not null;

    private static bool IsApi(HttpRequest request) => request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    // Browsers of before 2023 and programs do not say where from; SameSite=Lax still holds for those browsers.
    private static bool ComesFromHere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
}
