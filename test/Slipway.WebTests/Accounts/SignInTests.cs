using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Accounts;

public sealed class SignInTests(Browsers browsers) : WebScene(browsers)
{
    [Fact]
    public async Task M18_who_is_not_signed_in_is_asked_to_and_led_back()
    {
        var visitor = await ComeAsync();
        await visitor.Page.GotoAsync("/account?from=a%20link");
        await Screens.LookAsync(visitor, "sign-in");

        await visitor.Field("User name").FillAsync("admin");
        await visitor.Field("Password").FillAsync("not the password");
        await visitor.Button("Sign in").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("password");
        await Assertions.Expect(visitor.Field("User name")).ToHaveValueAsync("admin");

        await visitor.Field("Password").FillAsync(AdminPassword);
        await visitor.Button("Sign in").ClickAsync();
        await visitor.Page.WaitForURLAsync(new Regex("/account\\?from=a%20link$"));
        await Assertions.Expect(visitor.Heading("Account and keys")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_link_from_elsewhere_leads_to_no_other_server()
    {
        var visitor = await ComeAsync();
        await visitor.Page.GotoAsync("/sign-in?returnUrl=" + Uri.EscapeDataString("//evil.example/"));
        await visitor.Field("User name").FillAsync("admin");
        await visitor.Field("Password").FillAsync(AdminPassword);
        await visitor.Button("Sign in").ClickAsync();
        await visitor.Page.WaitForURLAsync(Server.Url + "/");
    }

    [Fact]
    public async Task A_session_ends_at_once_in_every_window()
    {
        var other = await ComeAsync();
        await other.SignInAsync("admin", AdminPassword);
        await other.GoAsync("/account");

        await Admin.GoAsync("/account");
        await Screens.LookAsync(Admin, "account");
        await Admin.Button("Sign out everywhere").First.ClickAsync();
        await Admin.Dialog("Sign out everywhere").GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();
        await Admin.Page.WaitForURLAsync(new Regex("sign-in"));

        // Without a click, and without anything that happens to what the page shows.
        await other.Page.WaitForURLAsync(new Regex("sign-in"));
    }

    [Fact]
    public async Task S_H2_A_window_that_missed_the_end_of_its_session_goes_to_the_sign_in_when_its_connection_ends()
    {
        var other = await ComeAsync();
        await other.SignInAsync("admin", AdminPassword);
        await other.GoAsync("/account");
        // As on a machine that is too busy, or was asleep.
        await other.Page.EvaluateAsync("() => { Blazor._internal.navigationManager.navigateTo = () => {}; }");

        await Admin.GoAsync("/account");
        await Admin.Button("Sign out everywhere").First.ClickAsync();
        await Admin.Dialog("Sign out everywhere").GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();

        await other.Page.WaitForURLAsync(new Regex("sign-in"));
    }

    [Fact]
    public async Task An_API_key_is_shown_once_and_works()
    {
        await Admin.GoAsync("/account");
        await Admin.Button("New API key").ClickAsync();
        await Admin.Page.GetByLabel("Description").FillAsync("laptop");
        await Admin.Button("Create key").ClickAsync();
        var key = await Admin.Dialog("New API key").Locator("pre").InnerTextAsync();
        await Admin.Button("Done").ClickAsync();

        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(Server.Url + "/api/v1/teams", Ct)).StatusCode);

        await Admin.Button("Revoke laptop").ClickAsync();
        await Admin.Dialog("Revoke key").GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await Assertions.Expect(Admin.Row("laptop")).ToHaveCountAsync(0);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(Server.Url + "/api/v1/teams", Ct)).StatusCode);
    }

    [Fact]
    public async Task The_pages_speak_Japanese_to_a_Japanese_browser()
    {
        var visitor = await ComeAsync("ja-JP");
        await visitor.Page.GotoAsync("/sign-in");
        await Assertions.Expect(visitor.Heading("サインイン")).ToBeVisibleAsync();
        Assert.Equal("ja", await visitor.Page.Locator("html").GetAttributeAsync("lang"));

        // What is refused is said in both: what it is about in theirs, the sentence as programs get it.
        await visitor.Field("ユーザー名").FillAsync("admin");
        await visitor.Field("パスワード").FillAsync(AdminPassword);
        await visitor.Button("サインイン").ClickAsync();
        await visitor.Page.WaitForURLAsync(new Regex("^(?!.*sign-in)"));
        await visitor.GoAsync("/teams/nowhere/registry");
        var refusal = visitor.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "存在しないか、見る権限がありません" });
        await Assertions.Expect(refusal.Locator("[lang=en]")).ToContainTextAsync("nowhere");
    }
}
