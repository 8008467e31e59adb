using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Slipway.Access.Audit;
using Slipway.Access.Http;
using Slipway.Access.Keys;
using Slipway.Access.Projects;
using Slipway.Access.Quotas;
using Slipway.Access.Sessions;
using Slipway.Access.Teams;
using Slipway.Access.Users;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access;

/// <summary>The room's only door.</summary>
public static class AccessModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddAccess()
        {
            StorageTypes.RegisterId<UserId>();
            StorageTypes.RegisterId<TeamId>();
            StorageTypes.RegisterId<ProjectId>();
            services.AddRoomSchema("access", typeof(AccessModule).Assembly);
            services.AddLimits(AccessLimits.All);
            services.AddSingleton<ActorLookup>();
            services.AddSingleton<FirstStart>();
            services.AddSingleton<UserOperations>();
            services.AddSingleton<ServiceAccountOperations>();
            services.AddSingleton<ApiKeyOperations>();
            services.AddSingleton<TeamOperations>();
            services.AddSingleton<MemberOperations>();
            services.AddSingleton<ProjectOperations>();
            services.AddSingleton<AuditOperations>();
            services.AddSingleton<SessionOperations>();
            services.TryAddSingleton(new QuotaOptions());
            services.AddSingleton<OpenStreams>();
            services.AddSingleton<TeamStorage>();
            services.AddWorker<LimitedKeyCleaner>();
            services.AddSingleton<KnownBrowsers>();
            return services;
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Under <c>/api/v1</c>.</summary>
        public void MapAccess()
        {
            var access = routes.MapGroup("").WithTags("Access");
            AccessEndpoints.Map(access);
            TeamEndpoints.Map(access);
        }
    }

    extension(IApplicationBuilder app)
    {
        /// <summary>Finds the actor of each request; answers 401 where there is none, and pages with the sign-in. After routing.</summary>
        public IApplicationBuilder UseActors() => app.UseMiddleware<Authentication>().UseMiddleware<StreamLimit>();
    }
}
