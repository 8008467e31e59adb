using System.Security.Cryptography.X509Certificates;
using Slipway.Testing.Egress;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    private async Task<SendResult> SendAsync(X509Certificate2 certificate, bool trusted = true)
    {
        await using var receiver = new RawReceiver(RawReceiver.Answer("200 OK", "secured"), TestCertificates.Serve(certificate));
        using var sender = SendingParts.Sender(
            new FixedResolver(["8.8.8.8"]), new RecordingDialer(receiver.Address),
            rules: new ConnectionRules { TrustedRoots = trusted ? _certificates.Roots : null });
        return await sender.SendAsync(SendingParts.Request("https://ci.example.com/"), Ct);
    }

    [Fact]
    public async Task A_trusted_certificate_is_accepted_and_the_handshake_timed()
    {
        var result = await SendAsync(_certificates.Issue("ci.example.com"));

        Assert.True(result.Delivered, result.Error?.ToString());
        Assert.Equal("secured", result.ResponseText);
        Assert.True(result.Timings.TlsMs > 0);
        Assert.Equal("8.8.8.8:443", result.DialedAddress);
    }

    [Fact]
    public async Task F_43_An_untrusted_certificate_is_refused() =>
        Assert.Equal(SendErrorCodes.TlsCertificate, (await SendAsync(_certificates.Issue("ci.example.com"), trusted: false)).Error?.Code);

    [Fact]
    public async Task F_43_An_expired_certificate_is_refused_and_the_message_says_so()
    {
        var error = (await SendAsync(_certificates.Issue("ci.example.com", expired: true))).Error!;
        Assert.Equal(SendErrorCodes.TlsCertificate, error.Code);
        Assert.Contains("NotTimeValid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_43_A_certificate_for_another_name_is_refused() =>
        Assert.Equal(SendErrorCodes.TlsNameMismatch, (await SendAsync(_certificates.Issue("other.example.com"))).Error?.Code);

    [Fact]
    public async Task F_43_A_receiver_without_TLS_fails_the_handshake()
    {
        await using var plain = new RawReceiver(RawReceiver.Raw("", close: true), async stream =>
        {
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            return stream;
        });
        using var sender = SendingParts.Sender(new FixedResolver(["8.8.8.8"]), new RecordingDialer(plain.Address));

        Assert.Equal(SendErrorCodes.TlsFailed, (await sender.SendAsync(SendingParts.Request("https://ci.example.com/"), Ct)).Error?.Code);
    }

    // The alert with which OpenSSL refuses whoever begins with a version that it does not speak: a receiver of TLS 1.1 and no more.
    [Fact]
    public async Task F_43_A_receiver_of_an_outdated_TLS_says_what_it_refused()
    {
        await using var outdated = new RawReceiver(RawReceiver.Raw("", close: true), async stream =>
        {
            var hello = new byte[4096];
            _ = await stream.ReadAsync(hello);
            await stream.WriteAsync(new byte[] { 21, 3, 1, 0, 2, 2, 70 });
            return stream;
        });
        using var sender = SendingParts.Sender(new FixedResolver(["8.8.8.8"]), new RecordingDialer(outdated.Address));

        var error = (await sender.SendAsync(SendingParts.Request("https://ci.example.com/"), Ct)).Error!;

        Assert.Equal(SendErrorCodes.TlsFailed, error.Code);
        Assert.Contains("protocol version", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("inner exception", error.Message, StringComparison.Ordinal);
    }

    // A receiver's certificate may name a URL for its missing issuer, and chain building would fetch it: a request to an
    // address of the receiver's choice, past every check. Here the URL serves the right issuer, so a fetch would succeed.
    [Fact]
    public async Task M5_F_43_a_certificate_cannot_make_the_server_fetch_a_url()
    {
        await using var internalServer = new RawReceiver(async (stream, ct) =>
        {
            var issuer = _certificates.Intermediate;
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {issuer.Length}\r\n\r\n"), ct);
            await stream.WriteAsync(issuer, ct);
            return false;
        });
        var certificate = _certificates.IssueWithMissingIntermediate("ci.example.com", $"http://127.0.0.1:{internalServer.Address.Port}/issuer.crt");

        var result = await SendAsync(certificate);

        Assert.Equal(SendErrorCodes.TlsCertificate, result.Error?.Code);
        Assert.Equal(0, internalServer.Connections);
    }
}
