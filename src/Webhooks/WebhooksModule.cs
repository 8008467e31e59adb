using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Slipway.Secrets;
using Slipway.Secrets.Definitions;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;
using Slipway.Webhooks.Following;
using Slipway.Webhooks.Http;
using Slipway.Webhooks.Payloads;
using Slipway.Webhooks.Sending;
using Slipway.Webhooks.Testing;

namespace Slipway.Webhooks;

/// <summary>Webhook definitions, payload templates, deliveries and their attempts, and the one way out.</summary>
public static class WebhooksModule
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Adds the room with its workers. Whoever wants other <see cref="EgressOptions"/> or <see cref="DeliveryLimits"/>
        /// registers them before.
        /// </summary>
        public IServiceCollection AddWebhooks()
        {
            StorageTypes.RegisterId<WebhookId>();
            StorageTypes.RegisterId<DeliveryId>();
            services.AddRoomSchema("webhooks", typeof(WebhooksModule).Assembly);
            services.AddLimits(WebhooksLimits.All);
            services.AddReservedSecretNames(PayloadVariables.Reserved);
            services.AddSending();
            services.AddMetrics();
            services.TryAddSingleton(new DeliveryLimits());
            services.TryAddSingleton<WakeSignal>();
            services.AddSingleton<WebhooksMetrics>();
            services.AddSingleton<AttemptSender>();
            services.AddSingleton<AttemptRunner>();
            services.AddSingleton<DeliveryFollowers>();
            services.AddSingleton<CompletionRecorder>();
            services.AddSingleton<CompletionWriter>();
            services.AddSingleton<DeliveryLanes>();
            services.AddSingleton<DeliveryPump>();
            services.AddSingleton(provider => new WebhookOperations(
                provider.GetRequiredService<Database>(), provider.GetRequiredService<UrlCheck>(), provider.GetRequiredService<SecretVault>(),
                provider.GetRequiredService<DeliveryFollowers>()));
            services.AddSingleton(provider => new WebhookTestOperations(
                provider.GetRequiredService<Database>(), provider.GetRequiredService<SecretVault>(),
                provider.GetRequiredService<AttemptSender>(), provider.GetRequiredService<UrlCheck>()));
            services.AddSingleton<DeliveryBacklog>();
            services.AddHostedService(provider => provider.GetRequiredService<DeliveryBacklog>());
            services.AddSingleton(provider => new DeliveryOperations(
                provider.GetRequiredService<Database>(), provider.GetRequiredService<ServerInstance>(),
                provider.GetRequiredService<DeliveryPump>(), provider.GetRequiredService<DeliveryLimits>(),
                provider.GetRequiredService<DeliveryFollowers>()));
            services.AddWorker<DeliveryWorker>();
            services.AddWorker<DeliveryRescuer>();
            services.AddWorker<DeliveryCleaner>();
            services.TryAddSingleton<SweepMetrics>();
            services.AddWorker<WebhookSweeper>();
            return services;
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Maps the room's part of the REST API, below <c>/api/v1</c>.</summary>
        public void MapWebhooks()
        {
            WebhookEndpoints.Map(routes);
            DeliveryEndpoints.Map(routes);
        }
    }
}
