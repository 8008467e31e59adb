using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Registry;

/// <summary>A model with two versions, one of which was deployed, looked at from all its sides.</summary>
public sealed class RegistryJourneyTests(Browsers browsers) : FurnishedScene(browsers)
{
    [Fact]
    public async Task M18_two_versions_are_chosen_and_compared()
    {
        await Admin.GoAsync("/teams/vision/registry/Iris");
        await Assertions.Expect(Admin.Button("Compare")).ToBeDisabledAsync();
        await Admin.Field("Choose v0 to compare").CheckAsync();
        await Admin.Field("Choose v1 to compare").CheckAsync();
        await Admin.Button("Compare (2)").ClickAsync();
        await Assertions.Expect(Admin.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("v0 and v1|v1 and v0") })).ToBeVisibleAsync();
        await Assertions.Expect(Admin.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "model.bin" })).ToBeVisibleAsync();
        await Assertions.Expect(Admin.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "production" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task M18_an_alias_is_taken_off_a_version_and_the_history_tells_it()
    {
        await Admin.GoAsync("/teams/vision/registry/Iris");
        await Assertions.Expect(Admin.Page.GetByText("production").First).ToBeVisibleAsync();
        await Server.Admin.Registry.DeleteAliasAsync("vision", "Iris", "production", Ct);
        // Seen without a reload.
        await Assertions.Expect(Admin.Row("v1").GetByText("production")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task M18_the_search_is_a_key_away_and_finds_models_and_automations()
    {
        await Admin.GoAsync("/teams/vision/projects");
        await Admin.Page.Keyboard.PressAsync("Control+k");
        await Admin.Page.Keyboard.TypeAsync("iris");
        await Admin.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Admin.Page).ToHaveURLAsync(new Regex("search\\?q=iris"));
        await Admin.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { NameRegex = new Regex("Iris") }).First.ClickAsync();
        await Assertions.Expect(Admin.Page).ToHaveURLAsync(new Regex("/teams/vision/registry/Iris"));
    }

    [Fact]
    public async Task M12_an_automation_that_is_disabled_answers_nothing_until_it_is_enabled()
    {
        await Admin.GoAsync("/teams/vision/automations/deploy");
        await Admin.Button("Disable").ClickAsync();
        await Assertions.Expect(Admin.Button("Enable")).ToBeVisibleAsync();
        await Server.Admin.Registry.MoveAliasAsync("vision", "Iris", "production", "v0", Ct);
        await Admin.Button("Enable").ClickAsync();
        await Assertions.Expect(Admin.Button("Disable")).ToBeVisibleAsync();
        await Server.Admin.Registry.MoveAliasAsync("vision", "Iris", "production", "v1", Ct);
        await Assertions.Expect(Admin.Page.GetByRole(AriaRole.Link, new() { Name = "2", Exact = true })).ToBeVisibleAsync();
        await Ci.WaitForAsync(2);
        Assert.Equal(["1", "1"], Ci.Requests.Select(request => request.Json.GetProperty("artifact_version_index").GetString()));
    }
}
