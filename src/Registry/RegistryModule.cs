using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Registry.Aliases;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Registry.Http;
using Slipway.Registry.Lineage;
using Slipway.Registry.Links;
using Slipway.Registry.Memberships;
using Slipway.Registry.RegisteredModels;
using Slipway.Registry.Tags;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry;

/// <summary>The only door of the room.</summary>
public static class RegistryModule
{
    extension(IServiceCollection services)
    {
        /// <summary>Artifacts and registered models with their versions, aliases and tags.</summary>
        public IServiceCollection AddRegistry()
        {
            StorageTypes.RegisterId<CollectionId>();
            StorageTypes.RegisterId<MembershipId>();
            StorageTypes.RegisterId<ArtifactVersionId>();
            services.AddRoomSchema("registry", typeof(RegistryModule).Assembly);
            services.AddLimits(RegistryLimits.All);
            services.AddSingleton<RegistryMetrics>();
            services.AddSingleton<RegistryEvents>();
            services.AddSingleton<AliasChanges>();
            services.AddSingleton<TagChanges>();
            // Operations are public and what they stand on is not, so some constructors are called here.
            services.AddSingleton(p => new CollectionOperations(p.GetRequiredService<Database>(), p.GetRequiredService<RegistryEvents>()));
            services.AddSingleton(p => new MembershipOperations(
                p.GetRequiredService<Database>(), p.GetRequiredService<RegistryEvents>(), p.GetRequiredService<AliasChanges>()));
            services.AddSingleton(p => new AliasOperations(p.GetRequiredService<Database>(), p.GetRequiredService<AliasChanges>()));
            services.AddSingleton(p => new TagOperations(p.GetRequiredService<Database>(), p.GetRequiredService<RegistryEvents>()));
            services.AddSingleton(p => new ModelOperations(
                p.GetRequiredService<Database>(), p.GetRequiredService<CollectionOperations>(),
                p.GetRequiredService<MembershipOperations>(), p.GetRequiredService<TagChanges>()));
            services.AddSingleton<LinkOperations>();
            services.AddWorker<FormerLinks>();
            services.AddSingleton<ProtectedAliasOperations>();
            services.AddSingleton<LineageOperations>();
            ArtifactRegistration.Add(services);
            return services;
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Under <c>/api/v1</c>.</summary>
        public void MapRegistry()
        {
            ModelEndpoints.Map(routes);
            VersionEndpoints.Map(routes);
            AliasEndpoints.Map(routes);
            ProtectedAliasEndpoints.Map(routes);
            ArtifactEndpoints.Map(routes);
            FileEndpoints.Map(routes);
            UploadEndpoints.Map(routes);
            ResolveEndpoints.Map(routes);
            RunArtifactEndpoints.Map(routes);
        }
    }
}
