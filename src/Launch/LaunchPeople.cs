using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Launch.Agents;
using Slipway.Launch.Attempts;
using Slipway.Launch.Http;
using Slipway.Launch.Items;
using Slipway.Launch.Jobs;
using Slipway.Launch.Queues;
using Slipway.Launch.Statistics;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Memberships;
using Slipway.Runs.Lifecycle;
using Slipway.Storage;

namespace Slipway.Launch;

/// <summary>The people's side of the room: queues, jobs, items, agents as they are seen.</summary>
internal static class LaunchPeople
{
    public static void AddPeople(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<LaunchMetrics>();
        services.AddSingleton<QueueOperations>();
        services.AddSingleton<AgentOperations>();
        services.AddSingleton<AgentTokenOperations>();
        services.AddSingleton(p => new AgentDeletion(p.GetRequiredService<Database>(), p.GetRequiredService<AttemptMoves>(), p.GetRequiredService<LaunchOptions>()));
        services.AddSingleton<StatisticsOperations>();
        services.AddSingleton<JobDefinitions>();
        services.AddSingleton<ItemPlanner>();
        services.AddSingleton<ItemWriter>();
        services.AddSingleton<ItemEnding>();
        services.AddSingleton<ItemRepetition>();
        // Operations are public and what they stand on is not, so some constructors are called here.
        services.AddSingleton(p => new JobOperations(
            p.GetRequiredService<Database>(), p.GetRequiredService<InlinePublication>(),
            p.GetRequiredService<MembershipOperations>(), p.GetRequiredService<JobDefinitions>()));
        services.AddSingleton<ItemBacklog>();
        services.AddHostedService(p => p.GetRequiredService<ItemBacklog>());
        services.AddSingleton(p => new ItemEnqueuer(p.GetRequiredService<ItemPlanner>(), p.GetRequiredService<ItemWriter>()));
        services.AddSingleton(p => new ItemOperations(
            p.GetRequiredService<Database>(), p.GetRequiredService<ItemEnqueuer>(), p.GetRequiredService<ItemRepetition>(),
            p.GetRequiredService<ItemEnding>()));
        services.AddSingleton(p => new QueueDeletion(p.GetRequiredService<Database>(), p.GetRequiredService<ItemEnding>()));
        services.AddWorker<ItemExpirer>();
        services.AddWorker<QueueRollup>();
    }

    /// <summary>Under <c>/api/v1</c>.</summary>
    public static void MapPeople(IEndpointRouteBuilder routes)
    {
        QueueEndpoints.Map(routes);
        ItemEndpoints.Map(routes);
        JobEndpoints.Map(routes);
        AgentEndpoints.Map(routes);
    }
}
