using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Slipway.Access;
using Slipway.Access.Sessions;
using Slipway.Access.Teams;
using Slipway.Api.Automations;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Safety;

/// <summary>What happens to pages that are open when their visitor may no longer have them.</summary>
public sealed class LostRightsTests(Browsers browsers) : CiScene(browsers)
{
    private const string Form = "/teams/vision/automations/deploy/edit";

    [Fact]
    public async Task S_H2_A_form_that_stays_open_loses_its_rights_at_once()
    {
        await FurnishAutomationAsync();
        var members = Server.Services.GetRequiredService<MemberOperations>();

        // Whoever is taken out of the team sees no more of it, without touching anything.
        var ada = await ComeAsAsync("ada", "vision", "admin");
        await ada.GoAsync(Form);
        await Assertions.Expect(ada.Button("Next step")).ToBeVisibleAsync();
        Assert.Null((await members.RemoveAsync(Actor.System, "vision", "ada", Ct)).Refusal);
        await Assertions.Expect(ada.Heading("Not found")).ToBeVisibleAsync();
        await Assertions.Expect(ada.Button("Next step")).ToHaveCountAsync(0);

        // Whoever becomes a viewer reads on, and previews and saves nothing.
        var vera = await ComeAsAsync("vera", "vision", "admin");
        await vera.GoAsync(Form);
        await Server.Admin.Access.PutMemberAsync("vision", "vera", "viewer", Ct);
        await vera.Button("Next step").ClickAsync();
        await Assertions.Expect(vera.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "role" }).First).ToBeVisibleAsync();
        await Assertions.Expect(vera.Button("Save automation")).ToHaveCountAsync(0);

        // Whoever is signed out everywhere is led to the sign-in, from a page that looks at nothing by itself too.
        var carol = await ComeAsAsync("carol", "vision", "admin");
        await carol.GoAsync(Form);
        var token = (await carol.Page.Context.CookiesAsync()).Single(cookie => cookie.Name == "slipway").Value;
        var actor = (await Server.Services.GetRequiredService<ActorLookup>().FindBySessionAsync(token, Ct))!;
        await Server.Services.GetRequiredService<SessionOperations>().SignOutEverywhereAsync(actor, Ct);
        await carol.Page.WaitForURLAsync(new Regex("sign-in"));
    }

    [Fact]
    public async Task F_42_An_automation_of_someone_who_left_says_so_on_its_page()
    {
        await FurnishAutomationAsync();
        var ada = await ComeAsAsync("ada", "vision", "admin");
        await Server.Admin.Automations.PatchAsync("vision", "deploy", new() { ["description"] = "by the admin" }, Ct);
        await Admin.GoAsync("/teams/vision/automations/deploy");
        await Assertions.Expect(Admin.Page.GetByText("does not belong to the team any more")).ToHaveCountAsync(0);

        await ada.GoAsync(Form);
        await ada.Button("Next step").ClickAsync();
        await ada.Button("Next step").ClickAsync();
        await ada.Button("Save automation").ClickAsync();
        await Assertions.Expect(ada.Heading("deploy")).ToBeVisibleAsync();
        Assert.Null((await Server.Services.GetRequiredService<MemberOperations>().RemoveAsync(Actor.System, "vision", "ada", Ct)).Refusal);

        await Admin.GoAsync("/teams/vision/automations/deploy");
        await Assertions.Expect(Admin.Page.GetByText("'ada', who saved it last, does not belong to the team any more").First).ToBeVisibleAsync();
        Assert.Contains("ada", (await Server.Admin.Automations.GetAsync("vision", "deploy", Ct)).Warning, StringComparison.Ordinal);
    }

    private async Task FurnishAutomationAsync()
    {
        var admin = Server.Admin;
        await admin.Access.CreateTeamAsync("vision", Ct);
        await admin.Access.CreateProjectAsync("vision", "lab", Ct);
        await AddModelAsync("vision", "lab");
        await admin.Webhooks.CreateAsync("vision", new() { Name = "ci", Url = Ci.Url + "/dispatch" }, Ct);
        await admin.Automations.CreateAsync("vision", new()
        {
            Name = "deploy",
            Event = new() { Type = AutomationEventType.AddArtifactAlias, RegisteredModel = "Iris" },
            Action = new WebhookAction { Webhook = "ci" },
        }, Ct);
    }
}
