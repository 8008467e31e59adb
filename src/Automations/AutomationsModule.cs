using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Slipway.Automations.Actions;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Automations.Explanations;
using Slipway.Automations.Http;
using Slipway.Automations.Matching;
using Slipway.Automations.Previews;
using Slipway.Events;
using Slipway.Launch.Items;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Webhooks.Following;

namespace Slipway.Automations;

/// <summary>The room's only door.</summary>
public static class AutomationsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddAutomations()
        {
            StorageTypes.RegisterId<AutomationId>();
            StorageTypes.RegisterId<AutomationVersionId>();
            StorageTypes.RegisterId<ExecutionId>();
            services.AddRoomSchema("automations", typeof(AutomationsModule).Assembly);
            services.AddLimits(AutomationsLimits.All);
            services.AddEventConsumer(MatchingWorker.Consumer);
            services.AddSingleton<AutomationsMetrics>();
            services.AddSingleton<AutomationOperations>();
            services.AddSingleton<ExecutionOperations>();
            services.AddSingleton<IDeliveryFollower, ExecutionKeeper>();
            services.AddSingleton<IItemFollower, ExecutionKeeper>();
            services.AddSingleton<AnswerOperations>();
            services.AddSingleton<PreviewOperations>();
            services.AddSingleton<ExplanationOperations>();
            services.AddSingleton<LaunchDispatch>();
            services.AddSingleton<ActionDispatch>();
            services.AddSingleton<EventStream>();
            services.AddSingleton<VersionReader>();
            services.AddSingleton<LoneEvents>();
            services.AddWorker(provider => new MatchingWorker(
                provider.GetRequiredService<Database>(), provider.GetRequiredService<VersionReader>(), provider.GetRequiredService<ActionDispatch>(),
                provider.GetRequiredService<LoneEvents>(), provider.GetRequiredService<WakeSignal>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<MatchingWorker>>()));
            services.TryAddSingleton<SweepMetrics>();
            services.AddWorker<AutomationSweeper>();
            return services;
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Under <c>/api/v1</c>. The REST of events stands here too, beside what explains them.</summary>
        public void MapAutomations()
        {
            AutomationEndpoints.Map(routes.MapGroup("").WithTags("Automations"));
            EventEndpoints.Map(routes.MapGroup("").WithTags("Events"));
        }
    }
}
