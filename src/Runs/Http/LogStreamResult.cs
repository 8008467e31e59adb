using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Runs.Http;

/// <summary>
/// Writes the parts of a log as they come. A followed log ends by itself after a while, so that a lost membership or an
/// expired key takes effect; clients come back with the offset they have.
/// </summary>
internal sealed class LogStreamResult(Func<CancellationToken, IAsyncEnumerable<byte[]>> read) : IResult
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var time = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        var response = httpContext.Response;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["X-Accel-Buffering"] = "no";
        var begun = time.GetTimestamp();
        await response.StartAsync(httpContext.RequestAborted);
        await response.Body.FlushAsync(httpContext.RequestAborted);
        await foreach (var part in read(httpContext.RequestAborted))
        {
            if (part.Length > 0)
            {
                await response.Body.WriteAsync(part, httpContext.RequestAborted);
                await response.Body.FlushAsync(httpContext.RequestAborted);
            }
            if (time.GetElapsedTime(begun) >= LongestLife)
            {
                return;
            }
        }
    }
}
