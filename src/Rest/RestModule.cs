using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Api;
using Slipway.Api.Texts;
using Slipway.Rest.Bodies;
using Slipway.Storage;

namespace Slipway.Rest;

/// <summary>What every room's endpoints share.</summary>
public static class RestModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddRest()
        {
            services.AddRoomSchema("rest", typeof(RestModule).Assembly);
            services.AddLimits(RestLimits.All);
            services.AddWorker<IdempotencyCleaner>();
            services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
            services.Configure<JsonOptions>(options =>
            {
                ApiJson.Configure(options.SerializerOptions);
                // A misspelt field is told, not ignored: an ignored "secert" would send unsigned requests.
                options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
                StrictConverters.AddTo(options.SerializerOptions);
                options.SerializerOptions.Converters.Add(new SettingsConverters());
            });
            return services;
        }
    }

    extension(IApplicationBuilder app)
    {
        /// <summary>Problems for everything that goes wrong. First in the pipeline.</summary>
        public IApplicationBuilder UseProblems() => app.UseMiddleware<ProblemHandling>();

        /// <summary>Puts the server below the path of its public address, if that has one. Before all that looks at paths.</summary>
        public void UsePublicPath(Uri address)
        {
            if (new PathString(Uri.UnescapeDataString(address.AbsolutePath.TrimEnd('/'))) is { HasValue: true } path)
            {
                app.UseMiddleware<PublicPath>(path);
            }
        }

        /// <summary>File paths at the end of addresses, decoded once. After routing.</summary>
        public IApplicationBuilder UsePathTails() => app.UseMiddleware<PathTail>();

        /// <summary>What browsers are told about every answer. First of all.</summary>
        /// <param name="reference">The path of the API's reference, which is a page.</param>
        public IApplicationBuilder UseSafetyHeaders(string reference) => app.UseMiddleware<SafetyHeaders>(reference);

        /// <summary>No text in an address that is none. Before routing.</summary>
        public IApplicationBuilder UseUnfitText() => app.UseMiddleware<UnfitText>();

        /// <summary><c>Idempotency-Key</c>. After authentication.</summary>
        public IApplicationBuilder UseIdempotencyKeys() => app.UseMiddleware<Idempotency>();
    }
}
