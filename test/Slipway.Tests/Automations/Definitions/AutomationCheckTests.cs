using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Texts;
using Slipway.Automations.Definitions;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Automations.Definitions;

public sealed class AutomationCheckTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private AutomationsRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await AutomationsRoom.CreateAsync();

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    private async Task<Refusal> RefusedAsync(AutomationSettings settings) =>
        (await _room.Automations.CreateAsync(_room.Admin, AutomationsRoom.Team, settings, Ct)).Refusal!;

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a\n")]
    [InlineData("a\tb")]
    [InlineData("a\u0000b")]
    public async Task A_bad_name_is_refused(string name)
    {
        var refusal = await RefusedAsync(AutomationsRoom.OnModel(name));
        Assert.Equal(ErrorCodes.NameInvalid, refusal.Code);
        Assert.Contains("name", refusal.Errors!.Keys);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("Deploy to production: EU & US")]
    [InlineData("\u30c7\u30d7\u30ed\u30a4")]
    [InlineData("...")]
    public async Task A_good_name_is_saved(string name) =>
        Assert.Equal(name, (await _room.SaveAsync(AutomationsRoom.OnModel(name))).Name);

    [Fact]
    public async Task Names_and_descriptions_have_an_end()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel(new string('n', 255)) with { Description = new string('d', 4096) });
        Assert.Equal(ErrorCodes.NameInvalid, (await RefusedAsync(AutomationsRoom.OnModel(new string('n', 256)))).Code);
        Assert.Equal(ErrorCodes.Invalid, (await RefusedAsync(AutomationsRoom.OnModel() with { Description = new string('d', 4097) })).Code);
    }

    [Fact]
    public async Task Every_event_of_the_registry_can_be_listened_to()
    {
        foreach (var type in EventRules.Types)
        {
            Assert.Equal(type, (await _room.SaveAsync(AutomationsRoom.OnRegistry(EnumWords.Of(type), type))).Settings.Event.Type);
        }
    }

    [Fact]
    public async Task A_misspelled_event_is_refused_and_one_that_comes_later_is_named_so()
    {
        Assert.Equal(ErrorCodes.EventInvalid, (await RefusedAsync(AutomationsRoom.OnRegistry("a", AutomationEventType.Unknown))).Code);
        foreach (var type in EventRules.NotYet)
        {
            Assert.Equal(ErrorCodes.NotSupported, (await RefusedAsync(AutomationsRoom.OnRegistry("a", type))).Code);
        }
        Assert.Equal(AutomationEventType.LinkArtifact, EnumWords.Find<AutomationEventType>("LINK_MODEL"));
    }

    [Fact]
    public async Task A_pattern_goes_with_the_events_that_have_its_text_alone()
    {
        foreach (var type in EventRules.Types)
        {
            var settings = AutomationsRoom.OnRegistry(EnumWords.Of(type), type);
            var withAlias = await _room.Automations.CreateAsync(_room.Admin, AutomationsRoom.Team, settings.Matching("a"), Ct);
            Assert.Equal(EventRules.HasAlias(type) ? null : ErrorCodes.EventInvalid, withAlias.Refusal?.Code);
            var withTag = await _room.Automations.CreateAsync(_room.Admin, AutomationsRoom.Team, settings with { Name = EnumWords.Of(type) + "-2", Event = settings.Event with { TagPattern = "a" } }, Ct);
            Assert.Equal(EventRules.HasTag(type) ? null : ErrorCodes.EventInvalid, withTag.Refusal?.Code);
        }
    }

    [Fact]
    public async Task A_pattern_that_is_none_is_refused_with_its_field()
    {
        var refusal = await RefusedAsync(AutomationsRoom.OnModel().Matching("prod("));
        Assert.Equal(ErrorCodes.PatternInvalid, refusal.Code);
        Assert.Contains("event.aliasPattern", refusal.Errors!.Keys);
    }

    [Fact]
    public async Task What_does_not_exist_is_refused_by_name()
    {
        var model = await RefusedAsync(AutomationsRoom.OnModel() with { Scope = AutomationScope.OfModel("Rose") });
        Assert.Equal(ErrorCodes.ModelMissing, model.Code);
        Assert.Contains("Rose", model.Detail, StringComparison.Ordinal);
        var webhook = await RefusedAsync(AutomationsRoom.OnModel() with { Action = new WebhookAction { Webhook = "nowhere" } });
        Assert.Equal(ErrorCodes.WebhookMissing, webhook.Code);
        Assert.Contains("action.webhook", webhook.Errors!.Keys);
    }

    [Theory]
    [InlineData("{\n  \"a\": \"b\",\n  \"c\" 1\n}", "line 3")]
    [InlineData("{\"a\": }", "line 1")]
    [InlineData("[1]", "object")]
    [InlineData("{\"a\": \"${open\"}", "line 1, column 8")]
    public async Task M7_a_malformed_payload_is_refused_with_its_place(string payload, string place)
    {
        var refusal = await RefusedAsync(AutomationsRoom.OnModel(payload: payload));
        Assert.Equal(ErrorCodes.TemplateInvalid, refusal.Code);
        Assert.Contains(place, Assert.Single(refusal.Errors!["action.payload"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task M7_an_unknown_variable_is_refused_with_the_one_that_was_meant()
    {
        var refusal = await RefusedAsync(AutomationsRoom.OnModel(payload: """{"a": "${artefact_version}"}"""));
        Assert.Equal(ErrorCodes.UnknownVariable, refusal.Code);
        Assert.Contains("did you mean ${artifact_version}", refusal.Errors!["action.payload"][0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_unknown_name_is_told_at_once_and_secrets_are_suggested_too()
    {
        await _room.PutSecretAsync("GITHUB_TOKEN", "t0ken-value");
        var refusal = await RefusedAsync(AutomationsRoom.OnModel(payload: """{"a": "${GITHUB_TOKN}", "b": "$NOBODYS"}"""));
        Assert.Equal(2, refusal.Errors!["action.payload"].Length);
        Assert.Contains("${GITHUB_TOKEN}", refusal.Errors["action.payload"][0], StringComparison.Ordinal);
    }
}
