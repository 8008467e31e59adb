using System.Net;
using System.Net.Sockets;
using Slipway.Testing.Egress;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

public sealed class WebhookSenderTests
{
    private const string Url = "http://ci.example.com/hook?a=1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<(SendResult Result, string Sent)> SendAsync(
        WebhookRequest request, Func<Stream, CancellationToken, Task<bool>>? answer = null)
    {
        await using var receiver = new RawReceiver(answer ?? RawReceiver.Answer("200 OK", "thanks", "X-Seen: yes\r\n"));
        using var sender = SendingParts.Sender(new FixedResolver(["8.8.8.8"]), new RecordingDialer(receiver.Address));
        var result = await sender.SendAsync(request, Ct);
        return (result, receiver.Requests.TryDequeue(out var sent) ? sent : "");
    }

    [Fact]
    public async Task M6_the_request_is_a_signed_post_of_the_exact_bytes()
    {
        const string body = """{"key1": "value1", "key2": "value2"}""";
        var (result, sent) = await SendAsync(SendingParts.Request(Url, body) with
        {
            Signing = new SigningKeys { Secrets = ["your_api_secret"], GitHub = true },
            AccessToken = "token-1",
            Headers = [new WebhookHeader("X-Api-Key", "key-1", "${KEY}")],
        });

        Assert.True(result.Delivered);
        Assert.StartsWith("POST /hook?a=1 HTTP/1.1\r\n", sent, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + body, sent, StringComparison.Ordinal);
        foreach (var line in new[]
        {
            "Host: ci.example.com", "Content-Type: application/json", $"Content-Length: {body.Length}", "Authorization: Bearer token-1", "X-Api-Key: key-1",
            "X-Wandb-Signature: 4tKqnWHayH0Vdy0mtiM/LbZ7bOGK7h+UrHO5F40Uk8U=", "webhook-id: msg_1", "webhook-timestamp: 1614265330",
        })
        {
            Assert.Contains($"\r\n{line}\r\n", sent, StringComparison.Ordinal);
        }

        Assert.Matches("\r\nUser-Agent: Slipway/[0-9.]+\r\n", sent);
        Assert.Contains("\r\nwebhook-signature: v1,", sent, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Hub-Signature-256: sha256=", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("traceparent", sent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Accept-Encoding", sent, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task M6_without_a_secret_no_signature_header_is_sent()
    {
        var (_, sent) = await SendAsync(SendingParts.Request(Url));

        Assert.DoesNotContain("signature", sent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Authorization", sent, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_description_for_logs_masks_token_and_own_headers()
    {
        var (result, _) = await SendAsync(SendingParts.Request(Url) with
        {
            AccessToken = "hush",
            Headers = [new WebhookHeader("X-Api-Key", "hush", "${KEY}"), new WebhookHeader("User-Agent", "mine", "mine")],
        });

        Assert.DoesNotContain(result.RequestHeaders, header => header.Value.Contains("hush", StringComparison.Ordinal));
        Assert.Contains(KeyValuePair.Create("X-Api-Key", "${KEY}"), result.RequestHeaders);
        Assert.Contains(KeyValuePair.Create("Authorization", "Bearer ***"), result.RequestHeaders);
        Assert.Contains(KeyValuePair.Create("User-Agent", "mine"), result.RequestHeaders);
    }

    [Fact]
    public async Task The_result_tells_answer_address_and_timings()
    {
        var (result, _) = await SendAsync(SendingParts.Request(Url));

        Assert.Equal(200, result.Status);
        Assert.Equal("thanks", result.ResponseText);
        Assert.Equal("yes", result.ResponseHeader("x-seen"));
        Assert.Equal("8.8.8.8:80", result.DialedAddress);
        Assert.False(result.PrivateTarget);
        Assert.True(result.Timings is { DnsMs: >= 0, ConnectMs: >= 0, TlsMs: null, FirstByteMs: > 0 });
        Assert.True(result.Timings.TotalMs >= result.Timings.FirstByteMs);
    }

    [Fact]
    public async Task A_second_attempt_reuses_the_connection_and_knows_it()
    {
        await using var receiver = new RawReceiver(RawReceiver.Answer("200 OK", "thanks"));
        var resolver = new FixedResolver(["8.8.8.8"], ["127.0.0.1"]);
        using var sender = SendingParts.Sender(resolver, new RecordingDialer(receiver.Address));

        var first = await sender.SendAsync(SendingParts.Request(Url), Ct);
        var second = await sender.SendAsync(SendingParts.Request(Url), Ct);

        Assert.Equal((false, true), (first.ReusedConnection, second.ReusedConnection));
        Assert.Equal("8.8.8.8:80", second.DialedAddress);
        Assert.Null(second.Timings.DnsMs);
        Assert.Equal((1, 1), (receiver.Connections, resolver.Asked));
    }

    [Fact]
    public async Task An_opened_private_receiver_is_marked_as_such()
    {
        await using var receiver = new RawReceiver(RawReceiver.Answer("200 OK", ""));
        using var sender = SendingParts.Sender(
            new FixedResolver(["10.0.0.5"]), new RecordingDialer(receiver.Address), EgressOptions.Parse("ci.internal.test:9099", null));

        var result = await sender.SendAsync(SendingParts.Request("http://ci.internal.test:9099/"), Ct);

        Assert.True(result is { Delivered: true, PrivateTarget: true, DialedAddress: "10.0.0.5:9099" });
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirects_are_failures_and_not_followed(int status)
    {
        await using var receiver = new RawReceiver(RawReceiver.Answer($"{status} Moved", "", "Location: http://other.example.com/\r\n"));
        var dialer = new RecordingDialer(receiver.Address);
        using var sender = SendingParts.Sender(new FixedResolver(["8.8.8.8"]), dialer);

        var result = await sender.SendAsync(SendingParts.Request(Url), Ct);

        Assert.Equal((status, SendErrorCodes.Redirected), (result.Status, result.Error?.Code));
        Assert.Single(dialer.Dialed);
        Assert.Single(receiver.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Other_answers_are_failures_with_a_remedy(int status)
    {
        var (result, _) = await SendAsync(SendingParts.Request(Url), RawReceiver.Answer($"{status} No", "why", "Retry-After: 7\r\n"));

        Assert.Equal((status, "why", "7"), (result.Status, result.ResponseText, result.ResponseHeader("Retry-After")));
        Assert.Equal(SendErrorCodes.HttpStatus, result.Error?.Code);
        Assert.NotEmpty(result.Error!.Remedy);
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        await using var receiver = new RawReceiver(RawReceiver.Answer("200 OK", "", "Set-Cookie: a=b\r\n"));
        using var sender = SendingParts.Sender(new FixedResolver(["8.8.8.8"]), new RecordingDialer(receiver.Address));

        await sender.SendAsync(SendingParts.Request(Url), Ct);
        await sender.SendAsync(SendingParts.Request(Url), Ct);

        Assert.All(receiver.Requests, request => Assert.DoesNotContain("Cookie", request, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("Host", "x")]
    [InlineData("content-length", "1")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Connection", "close")]
    [InlineData("Webhook-Id", "x")]
    [InlineData("webhook-signature", "x")]
    [InlineData("x-wandb-signature", "x")]
    [InlineData("X-Hub-Signature-256", "x")]
    [InlineData("Proxy-Authorization", "x")]
    [InlineData("Authorization", "x")]
    [InlineData("X Key", "x")]
    [InlineData("X-Key:", "x")]
    [InlineData("", "x")]
    [InlineData("X-Key", "a\r\nX-Evil: b")]
    [InlineData("X-Key", "a\nb")]
    [InlineData("X-Key", "a\0b")]
    [InlineData("X-Key", "\u00fc")]
    public async Task Headers_that_frame_route_or_pretend_are_refused_before_anything_is_sent(string name, string value)
    {
        var (result, sent) = await SendAsync(SendingParts.Request(Url) with { AccessToken = "t", Headers = [new WebhookHeader(name, value, value)] });

        Assert.Equal(SendErrorCodes.HeaderRefused, result.Error?.Code);
        Assert.Empty(sent);
        Assert.Null(result.DialedAddress);
    }

    [Fact]
    public async Task An_own_authorization_header_is_sent_when_there_is_no_token()
    {
        var (_, sent) = await SendAsync(SendingParts.Request(Url) with { Headers = [new WebhookHeader("Authorization", "Basic eA==", "${AUTH}")] });
        Assert.Contains("\r\nAuthorization: Basic eA==\r\n", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nX-Evil: b")]
    [InlineData("token\n")]
    [InlineData("")]
    public async Task An_unusable_token_is_an_error(string token)
    {
        var (result, sent) = await SendAsync(SendingParts.Request(Url) with { AccessToken = token });
        Assert.Equal(SendErrorCodes.SecretUnusable, result.Error?.Code);
        Assert.Empty(sent);
    }

    [Fact]
    public async Task A_secret_that_cannot_sign_is_an_error()
    {
        var (result, sent) = await SendAsync(SendingParts.Request(Url) with { Signing = new SigningKeys { Secrets = ["whsec_!"] } });
        Assert.Equal(SendErrorCodes.SecretUnusable, result.Error?.Code);
        Assert.Empty(sent);
    }

    [Fact]
    public async Task Name_server_failures_have_their_codes()
    {
        using var failing = SendingParts.Sender(new FailingResolver(new SocketException((int)SocketError.TryAgain)), new RecordingDialer(null));
        using var unknown = SendingParts.Sender(new FixedResolver([[]]), new RecordingDialer(null));
        using var silent = SendingParts.Sender(
            new SilentResolver(), new RecordingDialer(null), rules: new ConnectionRules { DnsTimeout = TimeSpan.FromMilliseconds(50) });

        Assert.Equal(SendErrorCodes.DnsFailed, (await failing.SendAsync(SendingParts.Request(Url), Ct)).Error?.Code);
        Assert.Equal(SendErrorCodes.HostUnknown, (await unknown.SendAsync(SendingParts.Request(Url), Ct)).Error?.Code);
        var late = await silent.SendAsync(SendingParts.Request(Url), Ct);
        Assert.Equal(SendErrorCodes.DnsTimeout, late.Error?.Code);
        Assert.True(late.Timings.DnsMs > 0);
    }

    [Fact]
    public async Task Connection_failures_have_their_codes()
    {
        using var refused = SendingParts.Sender(new FixedResolver(["8.8.8.8"]), new RecordingDialer(null));
        using var silent = SendingParts.Sender(
            new FixedResolver(["8.8.8.8"]), new SilentDialer(), rules: new ConnectionRules { ConnectTimeout = TimeSpan.FromMilliseconds(50) });

        Assert.Equal(SendErrorCodes.ConnectRefused, (await refused.SendAsync(SendingParts.Request(Url), Ct)).Error?.Code);
        Assert.Equal(SendErrorCodes.ConnectTimeout, (await silent.SendAsync(SendingParts.Request(Url), Ct)).Error?.Code);
    }

    [Fact]
    public async Task A_dead_address_does_not_keep_the_next_one_from_being_tried()
    {
        await using var receiver = new RawReceiver(RawReceiver.Answer("200 OK", ""));
        using var sender = SendingParts.Sender(
            new FixedResolver(["2606:2800:220:1::1", "8.8.8.8"]), new SilentDialer(IPAddress.Parse("2606:2800:220:1::1"), receiver.Address));

        var result = await sender.SendAsync(SendingParts.Request(Url), Ct);

        Assert.True(result is { Delivered: true, DialedAddress: "8.8.8.8:80" });
    }

    [Fact]
    public async Task The_end_of_the_callers_token_throws()
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var resolver = new SilentResolver();
        using var sender = SendingParts.Sender(resolver, new RecordingDialer(null));
        var sending = sender.SendAsync(SendingParts.Request(Url), left.Token);

        await resolver.Asked;
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }
}
