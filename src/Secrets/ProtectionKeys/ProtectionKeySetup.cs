using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Slipway.Secrets.ProtectionKeys;

/// <summary>Data protection with its keys in the database.</summary>
public static class ProtectionKeySetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Has ASP.NET keep its data-protection keys in the database, sealed by the master key. After <c>AddSecrets</c>.</summary>
        public IServiceCollection AddProtectionKeys()
        {
            services.AddSingleton<ProtectionKeyEnvelope>();
            services.AddSingleton<IXmlRepository, ProtectionKeyRepository>();
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
                options => options.XmlRepository = provider.GetRequiredService<IXmlRepository>()));
            // It warns at every new key that no encryptor is set: the repository is ours.
            services.AddLogging(logging => logging.AddFilter(typeof(XmlKeyManager).FullName, LogLevel.Error));
            services.AddDataProtection().SetApplicationName("slipway");
            return services;
        }
    }
}
