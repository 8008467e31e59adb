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
    public async Task S_L20_The_reference_of_the_API_works_under_its_policy()
    {
        await Admin.Page.GotoAsync("/docs");
        await Assertions.Expect(Admin.Page.GetByText("self-hosted model registry").First).ToBeVisibleAsync();
        await Assertions.Expect(Admin.Page.GetByText("/api/v1/teams").First).ToBeVisibleAsync();
        Assert.Empty(Admin.Complaints);
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
    [InlineData("/nothing", "There is nothing at this address")]
    [InlineData("/teams/none/registry", "none")]
    [InlineData("/none/none/runs/none", "none")]
    public async Task An_address_of_nothing_is_a_page_that_says_so(string address, string says)
    {
        Assert.Equal(404, (await Admin.Page.GotoAsync(address))!.Status);
        await Assertions.Expect(Admin.Heading("Not found")).ToBeVisibleAsync();
        await Assertions.Expect(Admin.Page.GetByRole(AriaRole.Main)).ToContainTextAsync(says);
        await Admin.Link("To the start page").ClickAsync();
        await Assertions.Expect(Admin.Heading("Teams")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_address_of_nothing_below_the_API_is_a_problem_for_programs()
    {
        var answer = (await Admin.Page.GotoAsync("/api/v1/nothing"))!;
        Assert.Equal((404, "not_found"), (answer.Status, (await answer.JsonAsync())!.Value.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Who_is_not_signed_in_learns_of_no_address_whether_it_exists()
    {
        var stranger = await ComeAsync();
        foreach (var address in new[] { "/nothing", "/teams/none/registry" })
        {
            await stranger.Page.GotoAsync(address);
            await Assertions.Expect(stranger.Heading("Sign in")).ToBeVisibleAsync();
        }
    }
}
