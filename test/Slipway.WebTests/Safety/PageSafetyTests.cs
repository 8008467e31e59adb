using System.Net;
using Microsoft.Playwright;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Safety;

/// <summary>What a page must not do for who means ill.</summary>
public sealed class PageSafetyTests(Browsers browsers) : WebScene(browsers)
{
    [Fact]
    public async Task Pages_run_nothing_but_our_own_and_appear_in_no_frame()
    {
        var answer = (await Admin.Page.GotoAsync("/"))!;
        var policy = (await answer.AllHeadersAsync())["content-security-policy"];
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("no-store", (await answer.AllHeadersAsync())["cache-control"], StringComparison.Ordinal);

        var cookie = Assert.Single(await Admin.Page.Context.CookiesAsync(), cookie => cookie.Name == "slipway");
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Lax, cookie.SameSite);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var form = new FormUrlEncodedContent([new("_handler", "sign-in"), new("UserName", "admin"), new("Password", AdminPassword)]);
        using var answer = await http.PostAsync(Server.Url + "/sign-in", form, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task The_session_of_a_browser_changes_nothing_through_REST()
    {
        await Admin.GoAsync("/");
        var status = await Admin.Page.EvaluateAsync<int>(
            "async () => (await fetch('/api/v1/teams', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{\"name\":\"x\"}' })).status");
        Assert.Equal(401, status);
        Assert.Equal(200, await Admin.Page.EvaluateAsync<int>("async () => (await fetch('/api/v1/teams')).status"));
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/teams/none/registry")]
    [InlineData("/none/none/runs/none")]
    [InlineData("/api/v1/nothing")]
    public async Task An_address_of_nothing_is_404(string address) =>
        Assert.Equal(404, (await Admin.Page.GotoAsync(address))!.Status);
}
