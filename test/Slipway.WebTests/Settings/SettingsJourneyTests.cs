using Microsoft.Playwright;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Settings;

/// <summary>What an admin of a team does in its settings, and what the others feel of it.</summary>
public sealed class SettingsJourneyTests(Browsers browsers) : WebScene(browsers)
{
    private const string Team = "vision";

    protected override string[] Options => ["--egress-allow", "localhost:9"];

    protected override async Task FurnishAsync() => await AliasScene.SetUpAsync(Server.Admin, "http://localhost:9/hook", "^production$", Ct, Team);

    [Fact]
    public async Task M5_M18_a_protected_alias_is_moved_by_admins_alone_and_says_so()
    {
        await Admin.GoAsync($"/teams/{Team}/settings/protected-aliases");
        await Admin.Button("Protect alias").ClickAsync();
        var dialog = Admin.Dialog("Protect alias");
        await dialog.GetByLabel("Alias").FillAsync("production");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Protect alias" }).ClickAsync();
        await Assertions.Expect(Admin.Row("production")).ToBeVisibleAsync();

        var member = await ComeAsAsync("mia", Team, "member");
        await member.GoAsync($"/teams/{Team}/registry/{AliasScene.Model}");
        await member.Row("v1").GetByRole(AriaRole.Button, new() { Name = "Add alias" }).First.ClickAsync();
        await member.Field("Alias").FillAsync("production");
        await Assertions.Expect(member.Page.GetByText("Ask one of them.")).ToBeVisibleAsync();
        await Assertions.Expect(member.Button("Set alias")).ToBeDisabledAsync();
        await member.Field("Alias").FillAsync("candidate");
        await Assertions.Expect(member.Button("Set alias")).ToBeEnabledAsync();

        await Admin.Button("Unprotect production").ClickAsync();
        await Admin.Dialog("Unprotect production").GetByRole(AriaRole.Button, new() { Name = "Unprotect" }).ClickAsync();
        await Assertions.Expect(Admin.Page.GetByText("No protected aliases yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task M4_a_secret_gets_a_new_value_and_is_not_deleted_unasked_while_it_is_used()
    {
        await Admin.GoAsync($"/teams/{Team}/settings/secrets");
        await Admin.Button("New value for TOKEN").ClickAsync();
        await Admin.Field("Secret").FillAsync("another-value");
        await Admin.Button("Save new value").ClickAsync();
        await Assertions.Expect(Admin.Dialog("New value for TOKEN")).ToBeHiddenAsync();
        Assert.DoesNotContain("another-value", await Admin.Page.ContentAsync(), StringComparison.Ordinal);

        await Admin.Button("Delete TOKEN").ClickAsync();
        var dialog = Admin.Dialog("Delete secret TOKEN");
        await Assertions.Expect(dialog.GetByText("ci").First).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete all the same" }).ClickAsync();
        await Assertions.Expect(Admin.Row("TOKEN")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task S_L19_what_is_much_longer_than_32_KB_is_typed_into_a_page_and_kept()
    {
        await Admin.GoAsync($"/teams/{Team}/settings/secrets");
        await Admin.Button("New value for TOKEN").ClickAsync();
        await Admin.Field("Secret").FillAsync(new string('s', 64 << 10));
        await Admin.Button("Save new value").ClickAsync();
        await Assertions.Expect(Admin.Dialog("New value for TOKEN")).ToBeHiddenAsync();

        var card = "# Iris\n\n" + string.Concat(Enumerable.Repeat(new string('x', 1_000) + "\n", 100));
        await Admin.GoAsync($"/teams/{Team}/registry/{AliasScene.Model}");
        await Admin.Button("Edit card").ClickAsync();
        await Admin.Page.Locator("#card-text").FillAsync(card);
        await Admin.Dialog("Edit card").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(Admin.Dialog("Edit card")).ToBeHiddenAsync();
        Assert.Equal(card, (await Server.Admin.Registry.GetModelAsync(Team, AliasScene.Model, Ct)).Card);
    }

    [Fact]
    public async Task M18_the_key_of_a_service_account_is_shown_once_works_and_is_revoked()
    {
        await Admin.GoAsync($"/teams/{Team}/settings/service-accounts");
        await Admin.Button("New service account").ClickAsync();
        await Admin.Field("Name").FillAsync("ci-bot");
        await Admin.Button("Create service account").ClickAsync();
        await Assertions.Expect(Admin.Page.GetByText("is not shown again")).ToBeVisibleAsync();
        await CloseAsync();

        await Admin.Button("New key of ci-bot").ClickAsync();
        await Admin.Page.GetByLabel("Description").FillAsync("pipeline");
        await Admin.Button("Create key").ClickAsync();
        var key = (await Admin.Page.GetByRole(AriaRole.Dialog).Locator("pre").InnerTextAsync()).Trim();
        Assert.True(key.Length >= 40, key);
        using var http = Slipway.Api.Clients.SlipwayClient.NewHttpClient();
        var bot = new Slipway.Api.Clients.SlipwayClient(http, new Uri(Server.Url), key);
        Assert.Equal(AliasScene.Model, (await bot.Registry.GetModelAsync(Team, AliasScene.Model, Ct)).Name);
        await CloseAsync();
        Assert.DoesNotContain(key, await Admin.Page.ContentAsync(), StringComparison.Ordinal);

        await Admin.Button("Revoke pipeline").ClickAsync();
        await Admin.Dialog("Revoke key").GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await Assertions.Expect(Admin.Button("Revoke pipeline")).ToHaveCountAsync(0);
        await Assert.ThrowsAnyAsync<Exception>(() => bot.Registry.GetModelAsync(Team, AliasScene.Model, Ct));
    }

    // A click is heard before the page shows what came of it.
    private async Task CloseAsync()
    {
        await Admin.Button("Done").ClickAsync();
        await Assertions.Expect(Admin.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }
}
