using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Launch.Agents;
using Slipway.Launch.Attempts;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;
using Slipway.Storage;

namespace Slipway.Launch;

/// <summary>The room's only door.</summary>
public static class LaunchModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddLaunch()
        {
            StorageTypes.RegisterId<QueueId>();
            StorageTypes.RegisterId<ItemId>();
            StorageTypes.RegisterId<AttemptId>();
            StorageTypes.RegisterId<AgentId>();
            services.AddRoomSchema("launch", typeof(LaunchModule).Assembly);
            return services;
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Under <c>/api/v1</c>.</summary>
        public void MapLaunch()
        {
        }
    }
}
