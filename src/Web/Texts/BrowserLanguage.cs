using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.Net.Http.Headers;

namespace Slipway.Web.Texts;

/// <summary>
/// The first language of the browser's that the pages speak. By its main part: without the tables of all cultures, which the
/// server does without, <c>ja-JP</c> would not lead to <c>ja</c>.
/// </summary>
internal sealed class BrowserLanguage : RequestCultureProvider
{
    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        var wanted = httpContext.Request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(language => language, StringWithQualityHeaderValueComparer.QualityComparer)
            .Select(language => language.Value.Value?.Split('-')[0].ToLowerInvariant());
        var found = wanted.FirstOrDefault(language => Words.Languages.Contains(language, StringComparer.Ordinal));
        return Task.FromResult(found is null ? null : new ProviderCultureResult("en", found));
    }
}
