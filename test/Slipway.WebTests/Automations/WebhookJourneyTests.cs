using Microsoft.Playwright;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Automations;

/// <summary>From an empty team to a request at a CI system, with nothing but a browser.</summary>
public sealed class WebhookJourneyTests(Browsers browsers) : CiScene(browsers)
{
    private const string Team = "vision";

    [Fact]
    public async Task M4_M9_M11_M12_M14_an_automation_is_made_from_nothing_and_fires()
    {
        await FurnishModelAsync();
        await MakeSecretAsync("GH_PAT", "a-token-of-the-receiver");
        await MakeWebhookAsync("ci", Ci.Url + "/dispatch");

        // Tested before anything depends on it.
        await Admin.Row("ci").Locator("summary").ClickAsync();
        await Admin.Button("Test webhook").First.ClickAsync();
        var drawer = Admin.Dialog("Test webhook: ci");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Test webhook", Exact = true }).ClickAsync();
        await Assertions.Expect(drawer.GetByText("The receiver answered 200").First).ToBeVisibleAsync();
        await Screens.LookAsync(Admin, "test-webhook");
        Assert.Equal("Bearer a-token-of-the-receiver", Assert.Single(Ci.Requests).Headers["Authorization"]);

        await Admin.GoAsync($"/teams/{Team}/registry/Iris");
        await Admin.Link("New automation").ClickAsync();
        await Assertions.Expect(Admin.Field("Event type")).ToBeVisibleAsync();
        await Admin.Field("Event type").SelectOptionAsync("An alias is added to a version");
        await Assertions.Expect(Admin.Field("Registered model")).ToHaveValueAsync("Iris");
        await Admin.Page.GetByLabel("Alias regex").FillAsync("^production$");
        await Screens.LookAsync(Admin, "automation-event");
        await Admin.Button("Next step").ClickAsync();
        await Admin.Page.GetByLabel("Preset").SelectOptionAsync("GitHub repository_dispatch");
        // Nothing like it has happened yet: the preview makes an event up.
        await Assertions.Expect(Admin.Page.Locator("pre").Filter(new() { HasText = "BUILD_AND_DEPLOY" })).ToContainTextAsync("\"vision/model-registry/Iris:production\"");
        await Screens.LookAsync(Admin, "automation-action");

        // And once more with the very payload, before it is saved.
        await Admin.Button("Test webhook").ClickAsync();
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Test webhook", Exact = true }).ClickAsync();
        await Assertions.Expect(drawer.GetByText("The receiver answered 200").First).ToBeVisibleAsync();
        Assert.Equal("BUILD_AND_DEPLOY", Ci.Requests[1].Json.GetProperty("event_type").GetString());
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Close" }).First.ClickAsync();
        await Admin.Button("Next step").ClickAsync();
        await Admin.Field("Automation name").FillAsync("deploy");
        await Admin.Button("Create automation").ClickAsync();
        await Assertions.Expect(Admin.Heading("deploy")).ToBeVisibleAsync();

        var watcher = await ComeAsync();
        await watcher.SignInAsync("admin", AdminPassword);
        await watcher.GoAsync($"/teams/{Team}/automations/deploy");

        await Admin.GoAsync($"/teams/{Team}/registry/Iris");
        await AddAliasAsync("v0", "production");
        var fired = (await Ci.WaitForAsync(3))[2];
        var payload = fired.Json.GetProperty("client_payload");
        Assert.Equal(("BUILD_AND_DEPLOY", "production"), (fired.Json.GetProperty("event_type").GetString(), payload.GetProperty("alias").GetString()));

        // Whoever watched sees it without doing anything.
        await Assertions.Expect(watcher.Row("Finished").First).ToBeVisibleAsync();
        var states = watcher.Page.GetByRole(AriaRole.Navigation, new() { Name = "State" });
        await states.GetByText("Failed").ClickAsync();
        await Assertions.Expect(watcher.Page.GetByText("No execution is in this state")).ToBeVisibleAsync();
        await states.GetByText("Finished").ClickAsync();
        await Screens.LookAsync(watcher, "executions-filtered");
        await watcher.Row("Finished").First.GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(watcher.Heading("Attempt 1")).ToBeVisibleAsync();
        await Screens.LookAsync(watcher, "execution");
        await Admin.GoAsync($"/teams/{Team}/registry/Iris");
        await Screens.LookAsync(Admin, "model");
    }

    [Fact]
    public async Task M4_a_test_of_a_webhook_whose_endpoint_refuses_says_so()
    {
        await Server.Admin.Access.CreateTeamAsync(Team, Ct);
        await MakeWebhookAsync("gone", $"http://localhost:{Ports.Free()}/nobody");
        await Assertions.Expect(Admin.Page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
        await Admin.Field("URL").FillAsync(Ci.Url + "/dispatch");
        await Admin.Button("Create webhook").ClickAsync();
        await Assertions.Expect(Admin.Row("gone")).ToBeVisibleAsync();

        Ci.Answer = _ => new ReceiverAnswer(422, "no such event type");
        await Admin.Row("gone").Locator("summary").ClickAsync();
        await Admin.Button("Test webhook").First.ClickAsync();
        var drawer = Admin.Dialog("Test webhook: gone");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Test webhook", Exact = true }).ClickAsync();
        await Assertions.Expect(drawer.GetByText("The receiver answered 422").First).ToBeVisibleAsync();
        await drawer.GetByRole(AriaRole.Tab, new() { Name = "Response" }).Or(drawer.GetByRole(AriaRole.Button, new() { Name = "Response" })).First.ClickAsync();
        await Assertions.Expect(drawer.GetByText("no such event type")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task M13_an_automation_deleted_while_its_delivery_is_in_flight_lets_it_end()
    {
        var until = new TaskCompletionSource();
        Ci.Answer = _ => ReceiverAnswer.Ok with { Until = until.Task };
        var scene = await AliasScene.SetUpAsync(Server.Admin, Ci.Url + "/slow", "^production$", Ct);
        await scene.MoveAliasAsync("production", "v1", Ct);
        await Ci.WaitForAsync(1);

        await Admin.GoAsync($"/teams/{Team}/automations/{AliasScene.Automation}");
        await Admin.Button("Delete").ClickAsync();
        await Admin.Dialog("Delete automation").GetByRole(AriaRole.Button, new() { Name = "Delete automation" }).ClickAsync();
        await Assertions.Expect(Admin.Page.GetByText("No automations yet")).ToBeVisibleAsync();
        until.SetResult();

        await Admin.GoAsync($"/teams/{Team}/settings/webhooks/{AliasScene.Webhook}/deliveries");
        await Assertions.Expect(Admin.Page.GetByText("Delivered").Last).ToBeVisibleAsync(new() { Timeout = 20_000 });
        Assert.Single(Ci.Requests);
    }

    private async Task FurnishModelAsync()
    {
        await Server.Admin.Access.CreateTeamAsync(Team, Ct);
        await Server.Admin.Access.CreateProjectAsync(Team, "lab", Ct);
        await AddModelAsync(Team, "lab");
    }

    private async Task MakeSecretAsync(string name, string value)
    {
        await Admin.GoAsync($"/teams/{Team}/settings/secrets");
        await Admin.Button("New secret").ClickAsync();
        await Admin.Field("Secret name").FillAsync(name);
        await Admin.Field("Secret").FillAsync(value);
        await Admin.Button("Add secret").ClickAsync();
        await Assertions.Expect(Admin.Row(name)).ToBeVisibleAsync();
        Assert.DoesNotContain(value, await Admin.Page.ContentAsync(), StringComparison.Ordinal);
    }

    private async Task MakeWebhookAsync(string name, string url)
    {
        await Admin.GoAsync($"/teams/{Team}/settings/webhooks");
        await Admin.Button("New webhook").ClickAsync();
        await Admin.Field("Name").FillAsync(name);
        await Admin.Field("URL").FillAsync(url);
        if (await Admin.Field("Access token").Locator("option", new() { HasText = "GH_PAT" }).CountAsync() > 0)
        {
            await Admin.Field("Access token").SelectOptionAsync("GH_PAT");
        }

        await Admin.Button("Create webhook").ClickAsync();
    }

    private async Task AddAliasAsync(string version, string alias)
    {
        await Admin.Row(version).GetByRole(AriaRole.Button, new() { Name = "Add alias" }).First.ClickAsync();
        await Admin.Field("Alias").FillAsync(alias);
        await Assertions.Expect(Admin.Page.GetByText("Will fire:")).ToBeVisibleAsync();
        await Admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Set alias" }).ClickAsync();
    }
}
