using System.Collections;
using System.Net;
using Slipway.Server.Options;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Start;

/// <summary>Behind a proxy that ends TLS.</summary>
public sealed class TrustedProxyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.0/8, ::1, 127.0.0.0/8", true)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData(null, false)]
    public async Task M18_What_a_proxy_says_of_the_client_counts_when_it_is_trusted(string? proxies, bool isTrusted)
    {
        await using var server = await RunningServer.StartAsync(TestEngine.Sqlite, proxies is null ? [] : ["--trusted-proxies", proxies]);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url + "/sign-in");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");

        using var answer = await http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookies = string.Join('\n', answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : []);
        Assert.Contains("slipway-form", cookies, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(isTrusted, cookies.Contains("; secure", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("proxy.example.com")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.7:8080")]
    public void A_proxy_that_is_no_address_stops_the_start_and_names_its_key(string text)
    {
        var wrong = Assert.Throws<OptionException>(() => OptionReader.Read(["--trusted-proxies", text], new Hashtable()));
        Assert.StartsWith("trusted-proxies: ", wrong.Message, StringComparison.Ordinal);
    }
}
