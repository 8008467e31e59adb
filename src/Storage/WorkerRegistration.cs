using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Slipway.Storage.Units;

namespace Slipway.Storage;

/// <summary>How a room's loops are added.</summary>
public static class WorkerRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds what runs as long as the server does: one of it, found by its type and started with the host.</summary>
        public IServiceCollection AddWorker<T>()
            where T : class, IHostedService
        {
            services.AddSingleton<T>();
            services.AddUnitIsolation();
            return services.AddHostedService(static provider => provider.GetRequiredService<T>());
        }

        /// <summary>The same of one whose constructor is not public.</summary>
        public IServiceCollection AddWorker<T>(Func<IServiceProvider, T> make)
            where T : class, IHostedService
        {
            services.AddSingleton(make);
            services.AddUnitIsolation();
            return services.AddHostedService(static provider => provider.GetRequiredService<T>());
        }

        // Whoever works does so in units that fail alone.
        private void AddUnitIsolation()
        {
            services.TryAddSingleton<WorkMetrics>();
            services.TryAddSingleton<UnitIsolation>();
        }
    }
}
