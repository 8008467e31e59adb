using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Api.Clients;

namespace Slipway.Tests.Api;

/// <summary>A real HTTP server that answers as one test says.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = SlipwayClient.NewHttpClient();

    private StubServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>The requests in the order of their arrival, such as <c>PUT /up bytes 2-4/5</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public SlipwayClient Client => new(_http, Address, "test-key", new ImpatientTime());

    public static async Task<StubServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new StubServer(app);
        app.Run(context =>
        {
            var request = context.Request;
            stub.Requests.Enqueue(
                $"{request.Method} {request.Path}{request.QueryString} {request.Headers.ContentRange}{request.Headers.Range}".TrimEnd());
            return answer(context);
        });
        await app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>Pauses between attempts pass at once; patience with a stalled connection lasts for ever.</summary>
    internal sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(
                callback, state, dueTime <= TimeSpan.FromMinutes(1) ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, period);
    }
}
