using Microsoft.Playwright;
using Slipway.Api.Registry;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Registry;

public sealed class RegistryPageTests(Browsers browsers) : WebScene(browsers)
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    protected override async Task FurnishAsync()
    {
        await Server.Admin.Access.CreateTeamAsync("vision", Ct);
        await Server.Admin.Registry.CreateModelAsync("vision", new CreateRegisteredModelRequest { Name = "Iris", Description = Hostile, Tags = ["flowers"] }, Ct);
    }

    [Fact]
    public async Task M18_a_registered_model_is_made_and_found()
    {
        await Admin.GoAsync("/teams/vision/registry");
        await Screens.LookAsync(Admin, "registry");
        await Admin.Button("New registered model").ClickAsync();
        await Admin.Field("Name").FillAsync("Iris");
        await Admin.Button("Register model").ClickAsync();
        await Assertions.Expect(Admin.Dialog("New registered model").GetByRole(AriaRole.Alert)).ToContainTextAsync("Iris");

        await Admin.Field("Name").FillAsync("Digits");
        await Admin.Button("Register model").ClickAsync();
        await Assertions.Expect(Admin.Heading("Digits")).ToBeVisibleAsync();

        await Admin.GoAsync("/teams/vision/registry");
        await Admin.Field("Search models").FillAsync("digi");
        await Admin.Button("Filter").ClickAsync();
        await Assertions.Expect(Admin.Link("Digits")).ToBeVisibleAsync();
        await Assertions.Expect(Admin.Link("Iris")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_people_write_is_text_and_nothing_else()
    {
        await Admin.GoAsync("/teams/vision/registry");
        await Assertions.Expect(Admin.Page.GetByText(Hostile)).ToBeVisibleAsync();
        Assert.Equal(0, await Admin.Page.Locator("img[src=x]").CountAsync());
        Assert.Empty(Admin.Complaints);
    }

    [Fact]
    public async Task A_viewer_is_offered_nothing_that_they_may_not()
    {
        var viewer = await ComeAsAsync("vera", "vision", "viewer");
        await viewer.GoAsync("/teams/vision/registry");
        await Assertions.Expect(viewer.Link("Iris")).ToBeVisibleAsync();
        await Assertions.Expect(viewer.Button("New registered model")).ToHaveCountAsync(0);
    }
}
