using Microsoft.Playwright;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Automations;

/// <summary>Writing a payload: variables that complete themselves, and the preview beside it.</summary>
public sealed class TemplateEditorTests(Browsers browsers) : CiScene(browsers)
{
    protected override async Task FurnishAsync()
    {
        var scene = await AliasScene.SetUpAsync(Server.Admin, Ci.Url + "/hook", "^production$", Ct);
        await scene.MoveAliasAsync("production", "v1", Ct);
        await Ci.WaitForAsync(1);
    }

    [Fact]
    public async Task M9_M11_a_variable_completes_itself_and_the_preview_shows_it_of_a_real_event()
    {
        await BeginAsync();
        var payload = Admin.Field("Payload");
        await payload.FillAsync("{\"model\": \"");
        await payload.PressSequentiallyAsync("${artifact_");
        await Assertions.Expect(Option("artifact_version_string")).ToBeVisibleAsync();
        await Screens.LookAsync(Admin, "automation-completion");
        await payload.PressSequentiallyAsync("coll");
        await Assertions.Expect(Option("artifact_version_string")).ToBeHiddenAsync();
        await payload.PressAsync("Enter");
        await payload.PressSequentiallyAsync("\", \"by\": \"${event_au");
        await Option("event_author").ClickAsync();
        await payload.PressSequentiallyAsync("\"}");
        await Assertions.Expect(payload).ToHaveValueAsync("""{"model": "${artifact_collection_name}", "by": "${event_author}"}""");

        await payload.BlurAsync();
        await Assertions.Expect(Preview("\"admin\"")).ToContainTextAsync("\"Iris\"");
    }

    [Fact]
    public async Task M11_what_is_typed_while_the_server_is_slow_to_answer_stays()
    {
        var line = await SlowLine.LayAsync(Admin.Page);
        await BeginAsync();
        var payload = Admin.Field("Payload");
        await payload.FillAsync("{\"by\": \"${event_au\"}");
        await payload.PressAsync("ArrowLeft");
        await payload.PressAsync("ArrowLeft");
        await payload.PressSequentiallyAsync("t");
        await Assertions.Expect(Option("event_author")).ToBeVisibleAsync();

        line.Hold();
        await payload.PressAsync("Enter");
        await payload.PressSequentiallyAsync(", who else");
        line.LetGo();
        await Assertions.Expect(Preview("\"admin\"")).ToBeVisibleAsync();
        await Assertions.Expect(payload).ToHaveValueAsync("{\"by\": \"${event_author}, who else\"}");
        await payload.BlurAsync();
        await Assertions.Expect(Preview("\"admin, who else\"")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task M9_a_mistake_in_the_payload_is_told_with_its_line_and_what_was_typed_stays()
    {
        await BeginAsync();
        await Admin.Field("Payload").FillAsync("{\n  \"model\": ${alias}\n}");
        await Admin.Button("Next step").ClickAsync();
        await Assertions.Expect(Admin.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "2" }).First).ToBeVisibleAsync();
        await Admin.Field("Payload").FillAsync("{\"model\": \"${alais}\"}");
        await Admin.Button("Next step").ClickAsync();
        await Assertions.Expect(Admin.Page.GetByText("alias").Filter(new() { HasText = "alais" }).First).ToBeVisibleAsync();
        await Assertions.Expect(Admin.Field("Payload")).ToHaveValueAsync("{\"model\": \"${alais}\"}");
    }

    private ILocator Option(string name) => Admin.Page.GetByRole(AriaRole.Option).Filter(new() { HasText = name });

    private ILocator Preview(string text) => Admin.Page.Locator("pre").Filter(new() { HasText = text }).First;

    private async Task BeginAsync()
    {
        await Admin.GoAsync("/teams/vision/automations/new");
        await Admin.Field("Event type").SelectOptionAsync("An alias is added to a version");
        await Admin.Field("Registered model").SelectOptionAsync(AliasScene.Model);
        await Admin.Button("Next step").ClickAsync();
    }
}
