using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

public sealed class UrlCheckTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<UrlVerdict> CheckAsync(string url, string? allow = null, params string[] addresses) =>
        SendingParts.Check(new FixedResolver(addresses), EgressOptions.Parse(allow, null)).CheckAsync(url, Ct);

    [Theory]
    [InlineData("https://api.github.com/repos/o/r/dispatches")]
    [InlineData("HTTPS://CI.Example.com:8443/hook?a=1&b=%20/x")]
    [InlineData("http://xn--bcher-kva.example/")]
    [InlineData("http://my_host.example.com")]
    [InlineData("http://ci.example.com?token=1")]
    public async Task Ordinary_urls_are_saved(string url)
    {
        var verdict = await CheckAsync(url, null, "8.8.8.8");
        Assert.Equal(new UrlVerdict(), verdict);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ci.example.com/hook")]
    [InlineData("//ci.example.com/")]
    [InlineData("http://")]
    [InlineData("http:///x")]
    [InlineData(" http://ci.example.com/")]
    [InlineData("http://ci.example.com/a b")]
    [InlineData("http://ci.example.com/a\r\nX: y")]
    [InlineData("http://ci.example.com\\@x/")]
    [InlineData("http://b\u00fccher.example/")]
    [InlineData("http://user@ci.example.com/")]
    [InlineData("http://@ci.example.com/")]
    [InlineData("http://ci.example.com/#x")]
    [InlineData("http://ci.example.com./")]
    [InlineData("http://ci..example.com/")]
    [InlineData("http://-ci.example.com/")]
    [InlineData("http://ci.example.com:/")]
    [InlineData("http://ci.example.com:0/")]
    [InlineData("http://ci.example.com:99999/")]
    [InlineData("http://ci.example.com:80:80/")]
    [InlineData("http://ci.example.com:22/")]
    [InlineData("http://ci/")]
    [InlineData("http://x.localhost/")]
    [InlineData("http://localhost.localdomain/")]
    [InlineData("http://1.2.3.0x4/")]
    [InlineData("http://example.com.0x/")]
    [InlineData("http://[::1]:80/")]
    public async Task Odd_urls_are_refused_with_a_remedy(string url)
    {
        var verdict = await CheckAsync(url, null, "8.8.8.8");
        Assert.Equal(SendErrorCodes.UrlRefused, verdict.Refusal?.Code);
        Assert.NotEmpty(verdict.Refusal!.Remedy);
    }

    [Fact]
    public async Task A_very_long_url_is_refused() =>
        Assert.NotNull((await CheckAsync("http://ci.example.com/" + new string('a', 3000), null, "8.8.8.8")).Refusal);

    [Fact]
    public async Task An_opened_name_may_be_localhost_at_that_port()
    {
        Assert.Null((await CheckAsync("http://localhost:9099/hook", "localhost:9099", "127.0.0.1", "::1")).Refusal);
        Assert.Null((await CheckAsync("http://gitlab:8080/hook", "gitlab:8080", "172.18.0.2")).Refusal);
        Assert.NotNull((await CheckAsync("http://localhost:9098/hook", "localhost:9099", "127.0.0.1")).Refusal);
        Assert.NotNull((await CheckAsync("http://127.0.0.1:9099/hook", "localhost:9099", "127.0.0.1")).Refusal);
    }

    [Fact]
    public async Task A_metadata_name_is_refused_whatever_is_opened() => Assert.NotNull(
        (await CheckAsync("http://metadata.google.internal/", "metadata.google.internal:80", "10.0.0.1")).Refusal);

    [Fact]
    public async Task A_refused_address_says_how_to_open_it()
    {
        var verdict = await CheckAsync("https://ci.corp.internal/hook", null, "10.0.0.5");
        Assert.Equal(SendErrorCodes.UrlRefused, verdict.Refusal?.Code);
        Assert.Contains("egress-allow=ci.corp.internal:443", verdict.Refusal!.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_an_address_is_unknown() =>
        Assert.Equal(SendErrorCodes.HostUnknown, (await CheckAsync("https://nowhere.example.com/")).Refusal?.Code);

    [Fact]
    public async Task Silent_name_servers_are_a_warning()
    {
        var time = new FakeTimeProvider();
        var resolver = new SilentResolver();
        var checking = SendingParts.Check(resolver, time: time).CheckAsync("https://ci.example.com/", Ct);

        await resolver.Asked;
        time.Advance(TimeSpan.FromSeconds(6));

        var verdict = await checking;
        Assert.Null(verdict.Refusal);
        Assert.NotNull(verdict.Warning);
    }

    [Fact]
    public async Task Failing_name_servers_are_a_warning()
    {
        var verdict = await SendingParts.Check(new FailingResolver(new SocketException((int)SocketError.TryAgain))).CheckAsync("https://ci.example.com/", Ct);
        Assert.Null(verdict.Refusal);
        Assert.NotNull(verdict.Warning);
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_the_check()
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var resolver = new SilentResolver();
        var checking = SendingParts.Check(resolver).CheckAsync("https://ci.example.com/", left.Token);

        await resolver.Asked;
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => checking);
    }
}
