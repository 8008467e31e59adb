using System.Net.Security;
using Microsoft.Extensions.Time.Testing;
using Slipway.Testing.Egress;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

/// <summary>The abuse list of the corpus beyond addresses (webhooks 3d): whatever a receiver does, an attempt ends with a result, in
/// bounded time and memory.</summary>
public sealed class AbusiveReceiverTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<SendResult> SendAsync(Func<Stream, CancellationToken, Task<bool>> answer, TimeSpan deadline)
    {
        await using var receiver = new RawReceiver(answer);
        using var sender = SendingParts.Sender(new FixedResolver(["8.8.8.8"]), new RecordingDialer(receiver.Address));
        return await sender.SendAsync(SendingParts.Request("http://ci.example.com/") with { Deadline = deadline }, Ct);
    }

    public static TheoryData<string, string, int?> Stalls => new()
    {
        { "never answered", "", null },
        { "head stops in the middle", "HTTP/1.1 200 OK\r\nX-A: ", null },
        { "head without end", Ok, null },
        { "interim answer and no more", "HTTP/1.1 100 Continue\r\n\r\n", null },
        { "body stops in the middle", Ok + "Content-Length: 100\r\n\r\nabc", 200 },
        { "chunked body without end", Ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", 200 },
        { "body until close, never closed", Ok + "\r\nabc", 200 },
    };

    [Theory]
    [MemberData(nameof(Stalls))]
    public async Task F_53_Whoever_stalls_meets_the_deadline(string how, string bytes, int? status)
    {
        // Where a status is awaited there must be time for it to come, however busy the machine.
        var deadline = status is null ? Short : TimeSpan.FromSeconds(1.5);
        var result = await SendAsync(RawReceiver.Stall(bytes), deadline);

        Assert.True(result.Error?.Code == SendErrorCodes.Timeout, how);
        Assert.Equal(status, result.Status);
        Assert.Equal(status is null ? "" : "abc", result.ResponseText);
        Assert.InRange(result.Timings.TotalMs, deadline.TotalMilliseconds - 50, 15_000);
    }

    // The receiver sends on as fast as one byte after the other can go: progress must not move the deadline.
    [Theory]
    [InlineData("")]
    [InlineData(Ok + "X-A: ")]
    public async Task F_53_Dribbling_a_head_does_not_move_the_deadline(string beginning)
    {
        var time = new FakeTimeProvider();
        await using var receiver = new RawReceiver(DribbleAsync(beginning + (beginning.Length == 0 ? Ok : ""), time));
        using var sender = SendingParts.Sender(new FixedResolver(["8.8.8.8"]), new RecordingDialer(receiver.Address), time: time);

        var result = await sender.SendAsync(SendingParts.Request("http://ci.example.com/") with { Deadline = TimeSpan.FromSeconds(30) }, Ct);

        Assert.Equal((SendErrorCodes.Timeout, (int?)null), (result.Error?.Code, result.Status));
        Assert.InRange(result.Timings.TotalMs, 30_000, 32_000);
    }

    [Fact]
    public async Task F_53_Dribbling_a_body_does_not_move_the_deadline()
    {
        var time = new FakeTimeProvider();
        await using var receiver = new RawReceiver(DribbleAsync(Ok + "\r\n", time));
        using var sender = SendingParts.Sender(new FixedResolver(["8.8.8.8"]), new RecordingDialer(receiver.Address), time: time);

        var result = await sender.SendAsync(SendingParts.Request("http://ci.example.com/") with { Deadline = TimeSpan.FromSeconds(30) }, Ct);

        Assert.Equal((SendErrorCodes.Timeout, false), (result.Error?.Code, result.Delivered));
    }

    public static TheoryData<string, string, string> Floods => new()
    {
        { "body for ever", Ok + "\r\n", new string('x', 4096) },
        { "ten gigabytes", Ok + "Content-Length: 10737418240\r\n\r\n", new string('x', 4096) },
        { "chunks for ever", Ok + "Transfer-Encoding: chunked\r\n\r\n", "4\r\nabcd\r\n" },
        { "a gzip bomb, which is not unpacked", Ok + "Content-Encoding: gzip\r\n\r\n", new string('\u001f', 4096) },
    };

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task F_53_Of_a_body_without_end_64_KiB_are_kept(string how, string beginning, string piece)
    {
        var result = await SendAsync(RawReceiver.Endless(beginning, piece), Long);

        Assert.True(result.Delivered, how);
        Assert.True(result.ResponseTruncated);
        Assert.Equal(WebhookSender.MaxResponseBody, result.ResponseBody.Length);
    }

    [Fact]
    public async Task A_body_of_exactly_64_KiB_is_whole()
    {
        var result = await SendAsync(RawReceiver.Answer("200 OK", new string('x', WebhookSender.MaxResponseBody)), Long);
        Assert.True(result is { Delivered: true, ResponseTruncated: false, ResponseBody.Length: WebhookSender.MaxResponseBody });
    }

    [Theory]
    [InlineData(Ok + "X-Long: ", "xxxxxxxxxxxxxxxx")]
    [InlineData(Ok, "Set-Cookie: a=b; path=/\r\n")]
    public async Task F_53_A_head_without_end_is_cut_off(string beginning, string piece)
    {
        var result = await SendAsync(RawReceiver.Endless(beginning, piece), Long);
        Assert.Equal(SendErrorCodes.ResponseHeadTooLarge, result.Error?.Code);
    }

    [Fact]
    public async Task A_header_of_100_KB_is_refused()
    {
        var result = await SendAsync(RawReceiver.Raw($"{Ok}X-Long: {new string('x', 100_000)}\r\n\r\n"), Long);
        Assert.Equal(SendErrorCodes.ResponseHeadTooLarge, result.Error?.Code);
    }

    [Fact]
    public async Task Of_a_thousand_headers_a_hundred_are_kept()
    {
        var cookies = string.Concat(Enumerable.Repeat("Set-Cookie: a=b\r\n", 1000));
        var result = await SendAsync(RawReceiver.Answer("200 OK", "", cookies), Long);
        Assert.Equal((true, 100), (result.Delivered, result.ResponseHeaders.Count));
    }

    [Fact]
    public async Task F_53_Interim_answers_without_end_are_cut_off()
    {
        var result = await SendAsync(RawReceiver.Endless("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), Long);
        Assert.Equal(SendErrorCodes.ResponseHeadTooLarge, result.Error?.Code);
    }

    [Fact]
    public async Task A_body_of_little_content_and_much_framing_is_cut_off()
    {
        var chunk = $"1;{new string('e', 4000)}\r\na\r\n";
        var result = await SendAsync(RawReceiver.Endless(Ok + "Transfer-Encoding: chunked\r\n\r\n", chunk), Long);
        Assert.Equal((SendErrorCodes.ResponseInvalid, (int?)200), (result.Error?.Code, result.Status));
    }

    [Theory]
    [InlineData("", SendErrorCodes.ConnectionLost, null)]
    [InlineData("HTTP/1.1 200", SendErrorCodes.ConnectionLost, null)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", SendErrorCodes.ResponseInvalid, null)]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n", SendErrorCodes.ResponseInvalid, null)]
    [InlineData(Ok + "Content-Length: 100\r\n\r\nabc", SendErrorCodes.ConnectionLost, 200)]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", SendErrorCodes.ResponseInvalid, 200)]
    public async Task F_53_Broken_answers_have_their_codes(string bytes, string code, int? status)
    {
        var result = await SendAsync(RawReceiver.Raw(bytes), Long);
        Assert.Equal((code, status, false), (result.Error?.Code, result.Status, result.Delivered));
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", 204, "")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nold", 200, "old")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Ok + "Content-Length: 2\r\n\r\nok", 200, "ok")]
    [InlineData(Ok + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", 200, "abc")]
    [InlineData(Ok + "Content-Length: 2\r\n\r\nokHTTP/1.1 500 Planted\r\nContent-Length: 4\r\n\r\nfour", 200, "ok")]
    public async Task F_53_What_is_odd_and_says_2xx_is_delivered_and_leaves_the_connection_as_it_was(string bytes, int status, string text)
    {
        await using var receiver = new RawReceiver(RawReceiver.Raw(bytes, close: !bytes.Contains("Length", StringComparison.Ordinal)));
        using var sender = SendingParts.Sender(new FixedResolver(["8.8.8.8"]), new RecordingDialer(receiver.Address));
        for (var i = 0; i < 3; i++)
        {
            var result = await sender.SendAsync(SendingParts.Request("http://ci.example.com/"), Ct);
            Assert.Equal((true, status, text), (result.Delivered, result.Status, result.ResponseText));
        }
    }

    [Fact]
    public async Task F_53_A_body_that_is_no_UTF_8_is_delivered_and_can_be_shown()
    {
        var result = await SendAsync(async (stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"u8.ToArray(), ct);
            await stream.WriteAsync(new byte[] { (byte)'a', 0xff, 0, (byte)'b' }, ct);
            return false;
        }, Long);
        Assert.Equal((true, "a\ufffd\0b"), (result.Delivered, result.ResponseText));
    }

    [Fact]
    public async Task A_stalled_TLS_handshake_has_its_own_deadline()
    {
        await using var receiver = new RawReceiver(RawReceiver.Stall(""));
        using var sender = SendingParts.Sender(
            new FixedResolver(["8.8.8.8"]), new RecordingDialer(receiver.Address), rules: new ConnectionRules { TlsTimeout = Short });

        var result = await sender.SendAsync(SendingParts.Request("https://ci.example.com/"), Ct);

        Assert.Equal(SendErrorCodes.TlsTimeout, result.Error?.Code);
        Assert.Equal("8.8.8.8:443", result.DialedAddress);
    }

    [Fact]
    public async Task A_slow_receiver_does_not_hold_up_another()
    {
        await using var slow = new RawReceiver(RawReceiver.Stall(""));
        await using var quick = new RawReceiver(RawReceiver.Answer("200 OK", ""));
        var dialer = new SplitDialer(slow.Address, quick.Address);
        using var sender = SendingParts.Sender(new CorpusResolver(new CorpusZone()), dialer, EgressOptions.Parse("private.x.test:80", null));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var waiting = Enumerable.Range(0, 200).Select(_ => sender.SendAsync(SendingParts.Request("http://private.x.test/"), end.Token)).ToList();

        var result = await sender.SendAsync(SendingParts.Request("http://public.x.test/"), Ct);

        Assert.True(result.Delivered);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    // Each byte takes a second of the test's clock.
    private static Func<Stream, CancellationToken, Task<bool>> DribbleAsync(string beginning, FakeTimeProvider time) => async (stream, ct) =>
    {
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(beginning), ct);
        while (true)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await stream.WriteAsync("x"u8.ToArray(), ct);
        }
    };
}
