using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Automations;

/// <summary>The room's only door.</summary>
public static class AutomationsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddAutomations() => services;
    }

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Under <c>/api/v1</c>.</summary>
        public void MapAutomations()
        {
        }
    }
}
