using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Slipway.Access.Sessions;
using Slipway.Rest;
using Slipway.Web.Frame;
using Slipway.Web.Pages.Search;
using Slipway.Web.Parts;
using Slipway.Web.Texts;
using Slipway.Web.Visits;

namespace Slipway.Web;

/// <summary>The room's only door.</summary>
public static class WebModule
{
    /// <summary>Bytes of one message of a browser: what is typed into a field arrives in one, and a payload may have 1 MiB.</summary>
    public const long MaxMessage = 4 << 20;

    extension(IServiceCollection services)
    {
        public IServiceCollection AddWeb()
        {
            services.AddSingleton<IStringLocalizerFactory, WordTables>();
            services.AddLocalization();
            services.AddAntiforgery(antiforgery =>
            {
                antiforgery.Cookie.Name = "slipway-form";
                antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            });
            services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
            {
                // A closed lid for a while; then the page is loaded anew.
                circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(5);
                circuits.DisconnectedCircuitMaxRetained = 200;
            }).AddHubOptions(hub => hub.MaximumReceiveMessageSize = MaxMessage);
            services.AddCascadingAuthenticationState();
            services.AddHttpContextAccessor();
            services.AddSingleton<Handoff>();
            services.AddLimits(WebLimits.All);
            services.AddScoped<Visit>();
            services.AddSingleton<TeamSearch>();
            services.AddScoped<Notice>();
            return services;
        }
    }

    extension(WebApplication app)
    {
        /// <summary>A browser that asks for a page that does not exist gets one that says so; before the routing.</summary>
        public void UseNotFoundPage() => app.UseWhen(
            context => HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
                && context.Request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.Ordinal) == true),
            pages => pages.UseStatusCodePagesWithReExecute("/not-found"));

        /// <summary>What pages need of the pipeline, and nobody else pays for; after the actors are found.</summary>
        public void UseWeb() => app.UseWhen(
            context => context.GetEndpoint()?.Metadata.GetMetadata<PageAttribute>() is not null,
            pages =>
            {
                pages.UseRequestLocalization(localization =>
                {
                    localization.SetDefaultCulture("en").AddSupportedCultures("en").AddSupportedUICultures([.. Words.Languages]);
                    localization.RequestCultureProviders = [new BrowserLanguage()];
                });
                pages.UseMiddleware<PageConnections>();
                pages.UseMiddleware<PageHeaders>();
                pages.UseAntiforgery();
            });

        /// <summary>The pages, at the root.</summary>
        /// <param name="assets">The list of the files that belong to them, made by the build of the server.</param>
        public void MapWeb(string assets)
        {
            app.MapStaticAssets(assets).AllowAnonymous();
            app.MapRazorComponents<App>()
                .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null)
                .WithStaticAssets(assets)
                .WithMetadata(new PageAttribute());
        }
    }
}
