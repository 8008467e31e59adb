using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Slipway.Webhooks.Sending;

/// <summary>Puts the one way out into the container.</summary>
internal static class SendingRegistration
{
    /// <summary>Whoever registered <see cref="EgressOptions"/>, <see cref="OwnListeners"/>, <see cref="IHostResolver"/> or
    /// <see cref="IDialer"/> before keeps theirs: the server its options, a test its resolver.</summary>
    public static IServiceCollection AddSending(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(EgressOptions.None);
        services.TryAddSingleton<OwnListeners>();
        services.TryAddSingleton<IHostResolver, SystemHostResolver>();
        services.TryAddSingleton<IDialer, SocketDialer>();
        services.AddSingleton<AddressLookup>();
        services.AddSingleton<EgressPolicy>();
        services.TryAddSingleton(new ConnectionRules());
        services.AddSingleton<UrlCheck>();
        services.AddSingleton<GuardedConnect>();
        services.AddSingleton<WebhookSender>();
        return services;
    }
}
