using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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
            return services.AddHostedService(static provider => provider.GetRequiredService<T>());
        }

        /// <summary>The same of one whose constructor is not public.</summary>
        public IServiceCollection AddWorker<T>(Func<IServiceProvider, T> make)
            where T : class, IHostedService
        {
            services.AddSingleton(make);
            return services.AddHostedService(static provider => provider.GetRequiredService<T>());
        }
    }
}
