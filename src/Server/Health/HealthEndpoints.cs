using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Slipway.Server.Health;

/// <summary>
/// <c>/healthz</c>: the process answers. <c>/readyz</c>: database, storage, migrations and keys are there; what is wrong
/// in detail is for <see cref="Insiders"/>. <c>/metrics</c> is for them alone.
/// </summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        routes.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
        routes.ServiceProvider.GetRequiredService<Insiders>().Guard(routes.MapPrometheusScrapingEndpoint().AllowAnonymous());
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var told = new JsonObject { ["status"] = report.Status.ToString().ToLowerInvariant() };
        if (context.RequestServices.GetRequiredService<Insiders>().Admits(context))
        {
            told["checks"] = new JsonObject(report.Entries.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, new JsonObject
            {
                ["status"] = entry.Value.Status.ToString().ToLowerInvariant(),
                ["detail"] = entry.Value.Description,
            })));
        }
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(told.ToJsonString());
    }
}
