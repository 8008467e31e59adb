using Microsoft.Extensions.DependencyInjection;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Events;

/// <summary>The room's only door.</summary>
public static class EventsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddEvents()
        {
            StorageTypes.RegisterId<EventId>();
            services.AddRoomSchema("events", typeof(EventsModule).Assembly);
            services.AddSingleton<EventLog>();
            services.AddSingleton<EventOperations>();
            services.AddSingleton<ISetAsideFollower, SetAsideEvents>();
            return services;
        }

        /// <summary>From now on every event waits for this consumer too.</summary>
        public IServiceCollection AddEventConsumer(string name) => services.AddSingleton(new EventConsumer(name));
    }
}
