using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access.Quotas;
using Slipway.Runs.Files;
using Slipway.Runs.History;
using Slipway.Runs.Http;
using Slipway.Runs.Lifecycle;
using Slipway.Runs.Logs;
using Slipway.Runs.Metrics;
using Slipway.Runs.Records;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Storage.Blobs;

namespace Slipway.Runs;

/// <summary>The room's only door.</summary>
public static class RunsModule
{
    extension(IServiceCollection services)
    {
        /// <summary>Runs with their metrics, logs and files.</summary>
        public IServiceCollection AddRuns()
        {
            StorageTypes.RegisterId<RunId>();
            services.AddRoomSchema("runs", typeof(RunsModule).Assembly);
            services.AddLimits(RunsLimits.All);
            services.AddSingleton(new BlobOwner("runs", RunFileSql.Known));
            services.AddSingleton<IStorageUse, RunStorage>();
            services.AddSingleton<RunEvents>();
            services.AddSingleton<RunLifecycle>();
            services.AddSingleton<RunOperations>();
            services.AddSingleton<MetricEvaluation>();
            services.AddSingleton(p => new HistoryOperations(
                p.GetRequiredService<Database>(), p.GetRequiredService<RunLifecycle>(), p.GetRequiredService<MetricEvaluation>(), p.GetRequiredService<TeamStorage>()));
            services.AddSingleton<LogOperations>();
            services.AddSingleton<RunFileOperations>();
            services.AddWorker<RunRescuer>();
            services.AddWorker<RunCleaner>();
            services.AddWorker<RunFileCleaner>();
            return services;
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Under <c>/api/v1</c>.</summary>
        public void MapRuns()
        {
            RunEndpoints.Map(routes);
            HistoryEndpoints.Map(routes);
            LogEndpoints.Map(routes);
            RunFileEndpoints.Map(routes);
        }
    }
}
