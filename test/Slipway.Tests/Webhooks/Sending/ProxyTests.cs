using System.Net;
using System.Net.Sockets;
using Slipway.Testing.Egress;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

public sealed class ProxyTests
{
    private static readonly EgressOptions Proxied = EgressOptions.Parse(null, "http://user:p%40ss@proxy.corp.test:3128");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The proxy's name leads to the private address where it stands; other names as given.</summary>
    private sealed class ProxyResolver(string? address) : IHostResolver
    {
        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct) =>
            host == "proxy.corp.test" ? Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Parse("10.0.0.9")])
            : address is null ? Task.FromException<IReadOnlyList<IPAddress>>(new SocketException((int)SocketError.TryAgain))
            : Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Parse(address)]);
    }

    [Fact]
    public async Task Http_goes_through_the_proxy_in_absolute_form()
    {
        await using var proxy = new RawReceiver(RawReceiver.Answer("200 OK", "via"));
        var dialer = new RecordingDialer(proxy.Address);
        using var sender = SendingParts.Sender(new ProxyResolver("8.8.8.8"), dialer, Proxied);

        var result = await sender.SendAsync(SendingParts.Request("http://ci.example.com/hook"), Ct);

        Assert.True(result.Delivered, result.Error?.ToString());
        Assert.Equal("10.0.0.9:3128", Assert.Single(dialer.Dialed).ToString());
        Assert.Equal("10.0.0.9:3128", result.DialedAddress);
        Assert.StartsWith("POST http://ci.example.com/hook HTTP/1.1\r\n", Assert.Single(proxy.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_goes_through_a_tunnel_and_is_verified_end_to_end()
    {
        using var certificates = new TestCertificates();
        await using var proxy = new RawReceiver(RawReceiver.Answer("200 OK", "tunnelled"), async stream =>
        {
            await RawReceiver.ReadRequestAsync(stream, Ct);
            await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), Ct);
            return await TestCertificates.Serve(certificates.Issue("ci.example.com"))(stream);
        });
        using var sender = SendingParts.Sender(
            new ProxyResolver("8.8.8.8"), new RecordingDialer(proxy.Address), Proxied, new ConnectionRules { TrustedRoots = certificates.Roots });

        var result = await sender.SendAsync(SendingParts.Request("https://ci.example.com/hook"), Ct);

        Assert.True(result.Delivered, result.Error?.ToString());
        Assert.Equal("tunnelled", result.ResponseText);
        Assert.Equal("10.0.0.9:3128", result.DialedAddress);
    }

    [Fact]
    public async Task M5_hostile_addresses_are_refused_before_the_proxy_is_asked()
    {
        var dialer = new RecordingDialer(null);
        using var sender = SendingParts.Sender(new ProxyResolver("169.254.169.254"), dialer, Proxied);

        var result = await sender.SendAsync(SendingParts.Request("http://ci.example.com/hook"), Ct);

        Assert.Equal(SendErrorCodes.AddressRefused, result.Error?.Code);
        Assert.Empty(dialer.Dialed);
    }

    [Fact]
    public async Task A_server_without_names_for_the_outside_leaves_them_to_the_proxy()
    {
        await using var proxy = new RawReceiver(RawReceiver.Answer("200 OK", "via"));
        using var sender = SendingParts.Sender(new ProxyResolver(null), new RecordingDialer(proxy.Address), Proxied);

        Assert.True((await sender.SendAsync(SendingParts.Request("http://ci.example.com/hook"), Ct)).Delivered);
    }

    [Theory]
    [InlineData("8.8.8.8", false)]
    [InlineData("10.20.0.1", true)]
    [InlineData(null, true)]
    public async Task S_L9_Behind_a_proxy_a_target_that_is_not_known_to_be_public_counts_as_private(string? address, bool isPrivate)
    {
        await using var proxy = new RawReceiver(RawReceiver.Answer("200 OK", "inside"));
        using var sender = SendingParts.Sender(new ProxyResolver(address), new RecordingDialer(proxy.Address),
            EgressOptions.Parse("10.20.0.0/16", "http://proxy.corp.test:3128"));

        var result = await sender.SendAsync(SendingParts.Request("http://ci.example.com/hook"), Ct);

        Assert.True(result.Delivered, result.Error?.ToString());
        Assert.Equal(isPrivate, result.PrivateTarget);
    }

    [Fact]
    public async Task A_proxy_that_fails_is_not_the_receivers_fault()
    {
        using var dead = SendingParts.Sender(new ProxyResolver("8.8.8.8"), new RecordingDialer(null), Proxied);
        await using var refusing = new RawReceiver(RawReceiver.Answer("403 Forbidden", ""));
        using var refused = SendingParts.Sender(new ProxyResolver("8.8.8.8"), new RecordingDialer(refusing.Address), Proxied);

        Assert.Equal(SendErrorCodes.ProxyFailed, (await dead.SendAsync(SendingParts.Request("http://ci.example.com/"), Ct)).Error?.Code);
        Assert.Equal(SendErrorCodes.ProxyFailed, (await refused.SendAsync(SendingParts.Request("https://ci.example.com/"), Ct)).Error?.Code);
    }
}
