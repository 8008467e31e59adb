using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

public sealed class EgressOptionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" , ")]
    public void Nothing_set_opens_nothing(string? text) => Assert.False(EgressOptions.Parse(text, null).OpensAnything);

    [Fact]
    public void Names_with_ports_and_private_networks_are_read()
    {
        var options = EgressOptions.Parse("localhost:9099, CI.example.internal:8080,10.0.0.0/8,fd12::/16,192.168.1.7/32", null);

        Assert.Equal([new AllowedHost("localhost", 9099), new AllowedHost("ci.example.internal", 8080)], options.Hosts);
        Assert.Equal(["10.0.0.0/8", "fd12::/16", "192.168.1.7/32"], options.Networks.Select(n => n.ToString()));
        Assert.True(options.OpensAnything);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:+80")]
    [InlineData(":80")]
    [InlineData("ci example:80")]
    [InlineData("10.0.0.5:80")]
    [InlineData("2130706433:80")]
    [InlineData("[::1]:80")]
    [InlineData("::ffff:10.0.0.0/104")]
    [InlineData("10.0.0.0/33")]
    [InlineData("0.0.0.0/0")]
    [InlineData("8.8.8.0/24")]
    [InlineData("8.0.0.0/7")]
    [InlineData("127.0.0.0/8")]
    [InlineData("169.254.0.0/16")]
    [InlineData("169.254.169.254/32")]
    [InlineData("224.0.0.0/4")]
    [InlineData("::/0")]
    [InlineData("fe80::/10")]
    public void A_wrong_value_names_its_key(string item)
    {
        var error = Assert.Throws<FormatException>(() => EgressOptions.Parse("localhost:9099," + item, null));
        Assert.StartsWith("egress-allow: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proxy.example.com:3128")]
    [InlineData("https://proxy.example.com:3128")]
    [InlineData("socks5://proxy.example.com")]
    [InlineData("http://proxy.example.com/path")]
    [InlineData("http://user:hush@/")]
    public void A_wrong_proxy_names_its_key_and_not_its_password(string proxy)
    {
        var error = Assert.Throws<FormatException>(() => EgressOptions.Parse(null, proxy));
        Assert.StartsWith("egress-proxy: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_is_read() =>
        Assert.Equal("proxy.example.com", EgressOptions.Parse(null, "http://user:password@proxy.example.com:3128").Proxy?.Host);

    [Fact]
    public void Printing_the_options_shows_no_password() =>
        Assert.DoesNotContain("hush", EgressOptions.Parse("localhost:9099,10.0.0.0/8", "http://user:hush@proxy.example.com:3128").ToString(), StringComparison.Ordinal);
}
