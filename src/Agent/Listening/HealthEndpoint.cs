using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Agent.Attempts;
using Slipway.Agent.Sessions;
using Slipway.Api.Commands;

namespace Slipway.Agent.Listening;

/// <summary>How the agent is, as <c>GET /healthz</c> answers.</summary>
internal sealed record HealthAnswer
{
    /// <summary><c>listening</c>, <c>draining</c> or <c>cut_off</c>.</summary>
    public required string State { get; init; }

    /// <summary>Until when its session lasts, UTC; null without one.</summary>
    public DateTimeOffset? Session { get; init; }

    /// <summary>The attempts that it has, and where each stands.</summary>
    public required IReadOnlyDictionary<string, string> Attempts { get; init; }

    /// <summary>How long ago the server answered last: a heartbeat, or whatever else was asked.</summary>
    public required long LastHeartbeatAgeMs { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;

/// <summary>Tells supervisors of the host how the agent is: 200, or 503 when the server has not answered for a whole lease.</summary>
internal sealed class HealthEndpoint(ServerSession session, AttemptBook book, Orders orders)
{
    /// <summary>Listens there. Throws <see cref="UsageException"/> when that is not possible.</summary>
    public static HttpListener Open(Uri url)
    {
        var listener = new HttpListener();
        try
        {
            listener.Prefixes.Add(url.GetLeftPart(UriPartial.Authority) + "/");
            listener.Start();
            return listener;
        }
        catch (Exception e) when (e is HttpListenerException or ArgumentException or System.Net.Sockets.SocketException)
        {
            throw new UsageException($"cannot listen on {url}: {e.Message} Choose another --health-url.");
        }
    }

    public async Task RunAsync(HttpListener listener, CancellationToken ct)
    {
        await using var ending = ct.Register(listener.Close);
        while (!ct.IsCancellationRequested)
        {
            HttpListenerContext request;
            try
            {
                request = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            await AnswerAsync(request);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var response = context.Response;
        try
        {
            if (context.Request.HttpMethod != "GET" || context.Request.Url?.AbsolutePath != "/healthz")
            {
                response.StatusCode = 404;
                return;
            }

            var age = session.SinceAnswer;
            var isCutOff = session.Current is not { } current || age > TimeSpan.FromMilliseconds(current.LeaseMilliseconds);
            response.StatusCode = isCutOff ? 503 : 200;
            response.ContentType = "application/json";
            var body = JsonSerializer.SerializeToUtf8Bytes(
                new HealthAnswer
                {
                    State = isCutOff ? "cut_off" : orders.IsDraining ? "draining" : "listening",
                    Session = session.Current?.ExpiresAt,
                    Attempts = book.All.ToDictionary(attempt => attempt.Folder.Name, attempt => attempt.State),
                    LastHeartbeatAgeMs = (long)age.TotalMilliseconds,
                },
                HealthJson.Default.HealthAnswer);
            response.ContentLength64 = body.Length;
            await response.OutputStream.WriteAsync(body);
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // Whoever asked is gone.
        }
        finally
        {
            response.Close();
        }
    }
}
