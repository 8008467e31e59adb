using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;

namespace Slipway.Runs.Http;

/// <summary>
/// Writes the parts of a log as they come. It ends with the membership or the key that opened it, and a followed one by
/// itself after a while; clients come back with the offset they have.
/// </summary>
/// <param name="isOpenTo">Whether an actor may read the log.</param>
internal sealed class LogStreamResult(
    Func<CancellationToken, IAsyncEnumerable<byte[]>> read, Func<Actor, CancellationToken, Task<bool>> isOpenTo) : IResult
{
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var right = LastingRight.Watch(httpContext, isOpenTo);
        try
        {
            await WriteAsync(httpContext, right.Token);
        }
        catch (OperationCanceledException) when (right.Ended.IsCancellationRequested)
        {
            // The log ends here; whoever comes back is told why.
        }
    }

    private async Task WriteAsync(HttpContext httpContext, CancellationToken ct)
    {
        var time = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        var response = httpContext.Response;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["X-Accel-Buffering"] = "no";
        var begun = time.GetTimestamp();
        await response.StartAsync(ct);
        await response.Body.FlushAsync(ct);
        await foreach (var part in read(ct))
        {
            if (part.Length > 0)
            {
                await response.Body.WriteAsync(part, ct);
                await response.Body.FlushAsync(ct);
            }
            if (time.GetElapsedTime(begun) >= LongestLife)
            {
                return;
            }
        }
    }
}
