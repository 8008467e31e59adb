using System.Buffers;
using System.Net;
using System.Net.Http;

namespace Slipway.Webhooks.Sending;

/// <summary>Makes exactly one attempt: no retry, no redirect, no cookie, no decompression. Retrying is the business of Deliveries.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>What is read of an answer's body.</summary>
    public const int MaxResponseBody = 64 * 1024;

    private const int MaxResponseHeaders = 100;

    private readonly EgressOptions _egress;
    private readonly GuardedConnect _connect;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    public WebhookSender(EgressPolicy policy, GuardedConnect connect, TimeProvider time)
    {
        _egress = policy.Options;
        _connect = connect;
        _time = time;
        _http = new HttpMessageInvoker(CreateHandler(_egress.Proxy, connect));
    }

    /// <summary>Sends the request. Whatever the network does is a result; only the end of <paramref name="ct"/> throws.</summary>
    public async Task<SendResult> SendAsync(WebhookRequest request, CancellationToken ct)
    {
        var attempt = new AttemptTrace(_time);
        AttemptTrace.Current = attempt;
        var soFar = new SendResult { Timings = attempt.ToTimings() };
        using var body = new MemoryStream();
        using var deadline = new CancellationTokenSource(request.Deadline, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            if (!WebhookUrl.TryParse(request.Url, _egress, out var url, out var refusal))
            {
                throw new SendFailure(refusal!);
            }

            using var message = RequestMessage.Create(request, url!);
            message.Options.Set(GuardedConnect.TraceKey, attempt);
            soFar = soFar with { RequestHeaders = RequestMessage.Describe(message, request) };
            if (_egress.Proxy is not null)
            {
                var decision = await _connect.DecideBeforeProxyAsync(url!, both.Token);
                soFar = soFar with { PrivateTarget = decision.IsPrivate };
                if (decision.Refusal is { } refused)
                {
                    throw new SendFailure(refused);
                }
            }

            using var response = await _http.SendAsync(message, both.Token);
            attempt.OnHead();
            soFar = soFar with
            {
                Status = (int)response.StatusCode,
                ResponseHeaders = HeadersOf(response),
                Error = SendErrors.OfStatus((int)response.StatusCode),
            };
            await ReadBodyAsync(response.Content, body, both.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            soFar = soFar with { Error = SendErrors.Timeout(request.Deadline, StepOf(attempt, soFar)) };
        }
        catch (Exception e) when (e is not OperationCanceledException && SendErrors.Of(e, _egress.Proxy is not null) is { } error)
        {
            ct.ThrowIfCancellationRequested();
            soFar = soFar with { Error = error };
        }

        return soFar with
        {
            ResponseBody = body.GetBuffer()[..(int)Math.Min(body.Length, MaxResponseBody)],
            ResponseTruncated = body.Length > MaxResponseBody,
            DialedAddress = attempt.Connection?.Address?.ToString(),
            PrivateTarget = soFar.PrivateTarget || attempt.Connection?.IsPrivate == true,
            ReusedConnection = attempt.Reused,
            Timings = attempt.ToTimings(),
        };
    }

    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler CreateHandler(Uri? proxy, GuardedConnect connect) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseProxy = proxy is not null,
        Proxy = proxy is null ? null : new WebProxy(proxy) { Credentials = CredentialsOf(proxy) },
        PreAuthenticate = false,
        Credentials = null,
        ActivityHeadersPropagator = null,
        ConnectCallback = proxy is null ? connect.ConnectAsync : connect.ConnectToProxyAsync,
        ConnectTimeout = Timeout.InfiniteTimeSpan, // each step has its own deadline
        SslOptions = connect.TlsOptions(host: null), // used behind a proxy only
        MaxResponseHeadersLength = 64,
        MaxResponseDrainSize = 0,
        // A connection stays where the policy decided that it may go. It is kept for bursts, but not so long that a name
        // which moved is not followed, and not as long as the 5 s after which common receivers close theirs.
        PooledConnectionLifetime = TimeSpan.FromSeconds(60),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
    };

    private static NetworkCredential? CredentialsOf(Uri proxy)
    {
        var parts = proxy.UserInfo.Split(':', 2);
        return parts is [{ Length: > 0 } user, ..]
            ? new NetworkCredential(Uri.UnescapeDataString(user), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "")
            : null;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> HeadersOf(HttpResponseMessage response) =>
    [
        .. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value)))
            .Take(MaxResponseHeaders),
    ];

    // The answer counts when its body, too, arrived whole within the deadline, or filled what we read of it: of an answer
    // that broke off nobody knows whether the receiver finished its work, and a repeat carries the same webhook-id.
    private static async Task ReadBodyAsync(HttpContent content, MemoryStream body, CancellationToken ct)
    {
        await using var stream = await content.ReadAsStreamAsync(ct);
        var buffer = ArrayPool<byte>.Shared.Rent(8192);
        try
        {
            int count;
            while (body.Length <= MaxResponseBody && (count = await stream.ReadAsync(buffer, ct)) > 0)
            {
                body.Write(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string StepOf(AttemptTrace attempt, SendResult soFar) => soFar.Status is not null
        ? "reading the answer's body"
        : attempt.Connection?.Step ?? "waiting for a connection";
}
