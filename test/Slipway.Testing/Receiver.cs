using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Slipway.Testing;

/// <summary>
/// A real web server that stands for the outside world: records what arrives and answers as told. It is reached as
/// <c>localhost</c>, so a server needs <see cref="HostAndPort"/> in <c>egress-allow</c>.
/// </summary>
public sealed class Receiver : IAsyncDisposable
{
    private const int Tries = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly List<ReceivedRequest> _requests = [];
    private readonly WebApplication _app;
    private TaskCompletionSource _arrival = NewSignal();

    private Receiver(int port, Func<ReceivedRequest, ReceiverAnswer> answer)
    {
        Port = port;
        Answer = answer;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
        });
        // A hung answer must not hold up the end of a test.
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    public int Port { get; }

    /// <summary>What <c>egress-allow</c> must hold.</summary>
    public string HostAndPort => $"localhost:{Port}";

    /// <summary>The address to send to, without a path and without a slash at the end.</summary>
    public string Url => $"http://{HostAndPort}";

    /// <summary>Decides each answer; may be changed while it runs.</summary>
    public Func<ReceivedRequest, ReceiverAnswer> Answer { get; set; }

    /// <summary>What has arrived so far, oldest first.</summary>
    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Starts one that answers 200 unless told otherwise.</summary>
    public static async Task<Receiver> StartAsync(Func<ReceivedRequest, ReceiverAnswer>? answer = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var receiver = new Receiver(Ports.Free(), answer ?? (_ => ReceiverAnswer.Ok));
            try
            {
                await receiver._app.StartAsync();
                return receiver;
            }
            catch (IOException) when (attempt < Tries)
            {
                await receiver._app.DisposeAsync();
            }
        }
    }

    /// <summary>Waits until <paramref name="count"/> requests have arrived in all; returns them all.</summary>
    /// <exception cref="TimeoutException">They did not within <paramref name="timeout"/> (30 s when null).</exception>
    public Task<IReadOnlyList<ReceivedRequest>> WaitForAsync(int count, TimeSpan? timeout = null) =>
        WaitForAsync(requests => requests.Count >= count, $"{count} requests", timeout);

    /// <summary>Waits for a request that fits; returns the first one.</summary>
    /// <exception cref="TimeoutException">None came within <paramref name="timeout"/> (30 s when null).</exception>
    public async Task<ReceivedRequest> WaitForAsync(Func<ReceivedRequest, bool> fits, TimeSpan? timeout = null) =>
        (await WaitForAsync(requests => requests.Any(fits), "a request that fits", timeout)).First(fits);

    /// <summary>Waits until what has arrived satisfies <paramref name="enough"/>; returns all of it.</summary>
    public async Task<IReadOnlyList<ReceivedRequest>> WaitForAsync(
        Func<IReadOnlyList<ReceivedRequest>, bool> enough, string what, TimeSpan? timeout = null)
    {
        using var patience = new CancellationTokenSource(timeout ?? Patience);
        while (true)
        {
            Task arrival;
            lock (_gate)
            {
                arrival = _arrival.Task;
                if (enough(_requests))
                {
                    return [.. _requests];
                }
            }
            try
            {
                await arrival.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Waited for {what}; {Requests.Count} requests arrived.");
            }
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        ReceivedRequest request;
        TaskCompletionSource arrived;
        lock (_gate)
        {
            request = new ReceivedRequest
            {
                Number = _requests.Count + 1,
                At = TimeProvider.System.GetUtcNow(),
                Method = context.Request.Method,
                Path = context.Request.Path.ToUriComponent(),
                Query = context.Request.QueryString.Value ?? "",
                Headers = context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                Body = body.ToArray(),
            };
            _requests.Add(request);
            arrived = _arrival;
            _arrival = NewSignal();
        }
        arrived.SetResult();
        await AnswerAsync(context, Answer(request));
    }

    private static async Task AnswerAsync(HttpContext context, ReceiverAnswer answer)
    {
        if (answer.Until is { } until)
        {
            await until.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (answer == ReceiverAnswer.HangUp || context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }
        if (answer.BreaksOff)
        {
            // Kestrel sends what there is and closes the connection.
            context.Response.ContentLength = Encoding.UTF8.GetByteCount(answer.Body) + 1_000;
        }
        if (answer.Body.Length > 0)
        {
            await context.Response.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
