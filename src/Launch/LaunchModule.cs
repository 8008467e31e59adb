using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Slipway.Launch.Agents;
using Slipway.Launch.Attempts;
using Slipway.Launch.Claims;
using Slipway.Launch.Http;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch;

/// <summary>The room's only door.</summary>
public static class LaunchModule
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the room with its workers. Whoever wants other <see cref="LaunchOptions"/> registers them before.</summary>
        public IServiceCollection AddLaunch()
        {
            StorageTypes.RegisterId<QueueId>();
            StorageTypes.RegisterId<ItemId>();
            StorageTypes.RegisterId<AttemptId>();
            StorageTypes.RegisterId<AgentId>();
            services.AddRoomSchema("launch", typeof(LaunchModule).Assembly);
            services.AddLimits(LaunchLimits.All);
            services.TryAddSingleton(new LaunchOptions());
            LaunchPeople.AddPeople(services);
            AddProtocol(services);
            return services;
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Under <c>/api/v1</c>.</summary>
        public void MapLaunch()
        {
            LaunchPeople.MapPeople(routes);
            AgentProtocolEndpoints.Map(routes);
        }
    }

    private static void AddProtocol(IServiceCollection services)
    {
        services.AddSingleton<AgentGate>();
        services.AddSingleton<AgentRegistration>();
        services.AddSingleton<AgentChallenges>();
        services.AddSingleton<AgentSessions>();
        services.AddWorker<AgentTokenCleaner>();
        services.AddWorker<AgentSightings>();
        services.AddWorker<ClaimBoard>();
        services.AddSingleton<ToldCommands>();
        services.AddSingleton<QueueTurns>();
        services.AddSingleton<ClaimTaking>();
        services.AddSingleton<ClaimWriter>();
        services.AddSingleton<AgentClaims>();
        services.AddSingleton<AttemptMoves>();
        services.AddSingleton<AgentAttempts>();
        services.AddSingleton<AgentBeats>();
        services.AddSingleton<HeldAttempts>();
        services.AddWorker<LeaseRescuer>();
        services.TryAddSingleton<SweepMetrics>();
        services.AddWorker<QueueUseSweeper>();
    }
}
