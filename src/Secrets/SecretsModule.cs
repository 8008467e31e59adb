using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Slipway.Secrets.Definitions;
using Slipway.Rest;
using Slipway.Secrets.Encryption;
using Slipway.Secrets.Http;
using Slipway.Secrets.ProtectionKeys;
using Slipway.Secrets.Stores;
using Slipway.Secrets.Uses;
using Slipway.Storage;

namespace Slipway.Secrets;

/// <summary>Team secrets: write-only values, envelope encryption, rotation, masking.</summary>
public static class SecretsModule
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the room. Reads the master key, or makes one, at the first use.</summary>
        public IServiceCollection AddSecrets(SecretsOptions options)
        {
            services.AddRoomSchema("secrets", typeof(SecretsModule).Assembly);
            services.AddLimits(SecretsLimits.All);
            services.AddSingleton(_ => MasterKeySource.Load(options.DataDir, options.MasterKey, options.MasterKeyPrevious));
            services.AddSingleton<ISecretStore, EmbeddedSecretStore>();
            services.AddSingleton<SecretOperations>();
            services.AddSingleton<RewrapOperations>();
            services.AddSingleton<SecretVault>();
            services.TryAddSingleton<WakeSignal>();
            services.TryAddSingleton<SweepMetrics>();
            services.AddWorker<SecretUseSweeper>();
            services.AddHealthChecks().AddCheck<MasterKeyHealth>("secrets", tags: ["ready"]);
            return services;
        }

        /// <summary>Keeps names from being given to secrets.</summary>
        public IServiceCollection AddReservedSecretNames(IReadOnlyCollection<string> names) =>
            services.AddSingleton(new ReservedSecretNames(names));
    }

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Maps the room's part of the REST API, below <c>/api/v1</c>.</summary>
        public void MapSecrets() => SecretEndpoints.Map(routes);
    }
}
