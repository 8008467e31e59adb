using Slipway.Access.Audit;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Automations.Definitions;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Automations.Definitions;

public sealed class AutomationOperationsTests : IAsyncLifetime
{
    private const string Team = AutomationsRoom.Team;
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly PageRequest First = PageRequest.From(null, null).Value;
    private AutomationsRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await AutomationsRoom.CreateAsync();

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task What_was_saved_is_shown_as_it_was_written()
    {
        var payload = """{ "b": 1,  "a": "${event_type}" }""";
        var saved = await _room.SaveAsync(AutomationsRoom.OnModel("deploy", payload).Matching("^prod") with { Description = "to prod" });
        Assert.Equal(saved, await _room.GetAsync());
        Assert.Equal(("to prod", "^prod", payload, "Iris", "ci", "ann"),
            (saved.Settings.Description, saved.Settings.Event.AliasPattern, saved.Settings.Action.Template, saved.Settings.Scope.Name, WebhookOf(saved), saved.CreatedBy));
        Assert.True(saved.Settings.Enabled);
        Assert.Null(saved.DisabledReason);
    }

    [Fact]
    public async Task M3_members_automate_a_model_and_admins_the_whole_registry()
    {
        Assert.Null((await _room.Automations.CreateAsync(_room.Member, Team, AutomationsRoom.OnModel("own"), Ct)).Refusal);
        Assert.Equal(ErrorCodes.Forbidden, (await _room.Automations.CreateAsync(_room.Member, Team, AutomationsRoom.OnRegistry("wide"), Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.Forbidden, (await _room.Automations.CreateAsync(_room.Viewer, Team, AutomationsRoom.OnModel("seen"), Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await _room.Automations.CreateAsync(_room.Registry.Stranger, Team, AutomationsRoom.OnModel("far"), Ct)).Refusal?.Code);
        await _room.SaveAsync(AutomationsRoom.OnRegistry("wide"));
    }

    [Fact]
    public async Task A_member_can_neither_change_nor_delete_an_automation_of_the_registry_nor_widen_one()
    {
        await _room.SaveAsync(AutomationsRoom.OnRegistry("wide"));
        await _room.SaveAsync(AutomationsRoom.OnModel("own"));
        Assert.Equal(ErrorCodes.Forbidden, await EditedByMemberAsync("wide", settings => settings with { Enabled = false }));
        Assert.Equal(ErrorCodes.Forbidden, await EditedByMemberAsync("wide", settings => settings with { Scope = AutomationScope.OfModel("Iris") }));
        Assert.Equal(ErrorCodes.Forbidden, await EditedByMemberAsync("own", settings => settings with { Scope = AutomationScope.Registry }));
        Assert.Equal(ErrorCodes.Forbidden, (await _room.Automations.DeleteAsync(_room.Member, Team, "wide", Ct)).Refusal?.Code);
        Assert.Null(await EditedByMemberAsync("own", settings => settings with { Enabled = false }));
        Assert.Null((await _room.Automations.DeleteAsync(_room.Member, Team, "own", Ct)).Refusal);
    }

    [Theory]
    [InlineData("""{"a": "${PAT}"}""")]
    [InlineData("""{"a": "$PAT"}""")]
    [InlineData("""{"a": "${ACCESS_TOKEN}"}""")]
    public async Task A_payload_that_names_a_secret_is_saved_by_admins_alone(string payload)
    {
        await _room.PutSecretAsync("PAT", "s3cret-value");
        var refusal = (await _room.Automations.CreateAsync(_room.Member, Team, AutomationsRoom.OnModel(payload: payload), Ct)).Refusal;
        Assert.Equal(ErrorCodes.SecretNeedsAdmin, refusal?.Code);
        Assert.Contains("action.payload", refusal!.Errors!.Keys);

        await _room.SaveAsync(AutomationsRoom.OnModel(payload: payload));
        Assert.Equal(ErrorCodes.SecretNeedsAdmin, await EditedByMemberAsync("deploy", settings => settings.Matching("x")));
        Assert.Null(await EditedByMemberAsync("deploy", settings => settings with { Action = new WebhookAction { Webhook = "ci" } }));
        Assert.Equal(ErrorCodes.SecretNeedsAdmin, await EditedByMemberAsync("deploy", settings => settings with { Action = new WebhookAction { Webhook = "ci", Payload = payload } }));
    }

    [Fact]
    public async Task A_name_is_taken_until_its_automation_is_deleted_or_renamed()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel("one"));
        await _room.SaveAsync(AutomationsRoom.OnModel("two"));
        Assert.Equal(ErrorCodes.NameTaken, (await _room.Automations.CreateAsync(_room.Admin, Team, AutomationsRoom.OnModel("one"), Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NameTaken, await EditedByMemberAsync("two", settings => settings with { Name = "one" }));
        await _room.EditAsync("one", settings => settings with { Name = "three" });
        await _room.SaveAsync(AutomationsRoom.OnModel("one"));
        await _room.Automations.DeleteAsync(_room.Admin, Team, "two", Ct);
        await _room.SaveAsync(AutomationsRoom.OnModel("two"));
    }

    [Fact]
    public async Task Renaming_keeps_the_automation_with_its_history()
    {
        var saved = await _room.SaveAsync(AutomationsRoom.OnModel());
        await _room.MoveAliasAsync();
        await _room.MatchAsync();
        var renamed = await _room.EditAsync("deploy", settings => settings with { Name = "ship" });
        Assert.Equal((saved.Id, saved.CreatedAt), (renamed.Id, renamed.CreatedAt));
        Assert.Single(await _room.ExecutionsAsync("ship"));
        Assert.Equal(ErrorCodes.NotFound, (await _room.Automations.GetAsync(_room.Admin, Team, "deploy", Ct)).Refusal?.Code);
        var webhook = (await _room.Webhooks.GetAsync(_room.Admin, Team, "ci", Ct)).Value;
        Assert.Equal("ship", Assert.Single(webhook.UsedBy).UserName);
    }

    [Fact]
    public async Task The_list_is_newest_first_and_can_be_that_of_one_model()
    {
        await _room.Registry.CreateModelAsync("Rose");
        await _room.SaveAsync(AutomationsRoom.OnModel("a"));
        await _room.SaveAsync(AutomationsRoom.OnModel("b") with { Scope = AutomationScope.OfModel("Rose") });
        await _room.SaveAsync(AutomationsRoom.OnRegistry("c"));
        Assert.Equal(["c", "b", "a"], await NamesAsync(null, First));
        Assert.Equal(["b"], await NamesAsync("Rose", First));
        Assert.Equal(["c"], await NamesAsync(null, new PageRequest(1, long.MaxValue)));
        var brief = (await _room.Automations.ListBrieflyAsync(_room.Viewer, Team, First, Ct)).Value;
        Assert.Equal(["c", "b", "a"], brief.Select(automation => automation.Name));
        Assert.All(brief, automation => Assert.True(automation.IsBrief && automation.Settings.Action.Template is null));
    }

    [Fact]
    public async Task A_change_that_is_refused_changes_nothing()
    {
        var saved = await _room.SaveAsync(AutomationsRoom.OnModel());
        Assert.Equal(ErrorCodes.PatternInvalid, await EditedByMemberAsync("deploy", settings => settings.Matching("(") with { Name = "new" }));
        Assert.Equal(ErrorCodes.ActionInvalid, (await _room.Automations.EditAsync(_room.Admin, Team, "deploy",
            settings => settings with { Action = new UnknownAction("mail") }, Ct)).Refusal?.Code);
        Assert.Equal(saved, await _room.GetAsync());
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_trail()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel());
        await _room.EditAsync("deploy", settings => settings with { Name = "ship" });
        await _room.Automations.DeleteAsync(_room.Member, Team, "ship", Ct);
        await _room.SaveAsync(AutomationsRoom.OnModel("ended"));
        await _room.DeleteModelAsync();
        await _room.MatchAsync();
        var trail = (await _room.Get<AuditOperations>().ListAsync(_room.Admin, Team, First, Ct)).Value;
        Assert.Equal(
            ["automation.deleted ended slipway", "automation.created ended ann", "automation.deleted ship max", "automation.edited ship ann", "automation.created deploy ann"],
            trail.Where(entry => entry.Action.StartsWith("automation.", StringComparison.Ordinal)).Select(entry => $"{entry.Action} {entry.Subject} {entry.Actor}"));
    }

    [Fact]
    public async Task M4_a_webhook_deleted_by_force_disables_its_automations_until_they_name_another()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel());
        Assert.Equal(ErrorCodes.WebhookInUse, (await _room.Webhooks.DeleteAsync(_room.Admin, Team, "ci", false, Ct)).Refusal?.Code);
        Assert.Null((await _room.Webhooks.DeleteAsync(_room.Admin, Team, "ci", true, Ct)).Refusal);

        var seen = await _room.GetAsync();
        Assert.Null(WebhookOf(seen));
        Assert.Contains("webhook was deleted", seen.DisabledReason, StringComparison.Ordinal);
        await _room.MoveAliasAsync();
        await _room.MatchAsync();
        var failed = Assert.Single(await _room.ExecutionsAsync());
        Assert.StartsWith(ErrorCodes.WebhookMissing, failed.Reason, StringComparison.Ordinal);

        _ = (await _room.Webhooks.CreateAsync(_room.Admin, Team, new() { Name = "cd", Url = _room.Receiver.Url }, Ct)).Value;
        var mended = await _room.EditAsync("deploy", settings => settings with { Action = new WebhookAction { Webhook = "cd" } });
        Assert.Equal(("cd", null), (WebhookOf(mended), mended.DisabledReason));
        await _room.MoveAliasAsync(version: "v1");
        await _room.MatchAsync();
        Assert.Single(await _room.DeliveriesAsync());
    }

    [Fact]
    public async Task M9_a_secret_deleted_by_force_disables_its_automations_until_they_are_saved_again()
    {
        await _room.PutSecretAsync("PAT", "s3cret-value");
        await _room.SaveAsync(AutomationsRoom.OnModel(payload: """{"a": "${PAT}"}"""));
        Assert.Equal(ErrorCodes.SecretInUse, (await _room.Secrets.DeleteAsync(_room.Admin, Team, "PAT", false, Ct)).Refusal?.Code);
        Assert.Null((await _room.Secrets.DeleteAsync(_room.Admin, Team, "PAT", true, Ct)).Refusal);

        Assert.Contains("secret", (await _room.GetAsync()).DisabledReason, StringComparison.Ordinal);
        await _room.MoveAliasAsync();
        await _room.MatchAsync();
        Assert.StartsWith(ErrorCodes.SecretMissing, Assert.Single(await _room.ExecutionsAsync()).Reason, StringComparison.Ordinal);

        await _room.PutSecretAsync("PAT", "another-value");
        Assert.NotNull((await _room.GetAsync()).DisabledReason);
        Assert.Null((await _room.EditAsync("deploy", settings => settings)).DisabledReason);
    }

    private static string? WebhookOf(Automation automation) => ((WebhookAction)automation.Settings.Action).Webhook;

    private async Task<string?> EditedByMemberAsync(string name, Func<AutomationSettings, AutomationSettings> change) =>
        (await _room.Automations.EditAsync(_room.Member, Team, name, change, Ct)).Refusal?.Code;

    private async Task<IEnumerable<string>> NamesAsync(string? model, PageRequest page) =>
        (await _room.Automations.ListAsync(_room.Viewer, Team, model, page, Ct)).Value.Automations.Select(automation => automation.Name);
}
