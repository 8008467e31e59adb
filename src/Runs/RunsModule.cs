using Microsoft.Extensions.DependencyInjection;
using Slipway.Runs.Lifecycle;
using Slipway.Storage;

namespace Slipway.Runs;

/// <summary>The room's only door.</summary>
public static class RunsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddRuns()
        {
            StorageTypes.RegisterId<RunId>();
            services.AddRoomSchema("runs", typeof(RunsModule).Assembly);
            services.AddSingleton<RunEvents>();
            services.AddSingleton<RunLifecycle>();
            return services;
        }
    }
}
