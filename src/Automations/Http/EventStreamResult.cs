using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Api;
using Slipway.Events;

namespace Slipway.Automations.Http;

/// <summary>
/// Writes server-sent events. The stream ends with the membership or the key that opened it, and by itself after a while;
/// clients come back with Last-Event-ID and miss nothing.
/// </summary>
internal sealed class EventStreamResult(EventStream stream, Actor actor, string team, EventFilter filter, long after) : IResult
{
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var right = LastingRight.Watch(httpContext, (now, ct) => stream.IsOpenToAsync(now, team, ct));
        try
        {
            await WriteAsync(httpContext, right.Token);
        }
        catch (OperationCanceledException) when (right.Ended.IsCancellationRequested)
        {
            // The stream ends here; whoever comes back is told why.
        }
    }

    private async Task WriteAsync(HttpContext httpContext, CancellationToken ct)
    {
        var time = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.WriteAsync("retry: 1000\n\n", ct);
        await response.Body.FlushAsync(ct);
        var begun = time.GetTimestamp();
        var written = begun;
        await foreach (var batch in stream.FollowAsync(actor, team, filter, after, ct))
        {
            foreach (var happened in batch)
            {
                var json = JsonSerializer.Serialize(EventResponses.Of(happened), ApiJson.Default.EventResponse);
                await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {happened.Number}\nevent: {happened.Type}\ndata: {json}\n\n"), ct);
            }
            if (batch.Count == 0 && time.GetElapsedTime(written) >= PingEvery)
            {
                await response.WriteAsync(": ping\n\n", ct);
            }
            else if (batch.Count == 0)
            {
                continue;
            }
            await response.Body.FlushAsync(ct);
            written = time.GetTimestamp();
            if (time.GetElapsedTime(begun) >= LongestLife)
            {
                return;
            }
        }
    }
}
