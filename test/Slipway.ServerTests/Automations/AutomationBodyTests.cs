using System.Text.Json.Nodes;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Automations;

/// <summary>How automations are read from bodies, whole and as a change (ADR 0016).</summary>
public sealed class AutomationBodyTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const string Called = """{"type":"webhook","webhook":"ci"}""";
    private const string Linked = """{"type":"LINK_ARTIFACT"}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"webhook":"ci","payload":{"a":1},"type":"webhook"}""", "webhook", """{"a":1}""")]
    [InlineData("""{"type":"webhook","webhook":"ci","payload":"{ \"a\": 1.50 }","queue":null,"overrides":null}""", "webhook", """{"a":1.50}""")]
    [InlineData("""{"type":"webhook","webhook":"ci","payload":" "}""", "webhook", null)]
    public async Task An_action_is_flat_with_its_fields_in_any_order(string action, string type, string? payload)
    {
        var team = await servers.NewTeamAsync(Ct);
        var (status, made) = await CreateAsync(team, Linked, action);

        Assert.Equal(201, status);
        Assert.Equal((type, "ci", payload), ((string?)made["action"]!["type"], (string?)made["action"]!["webhook"], made["action"]!["payload"]?.ToJsonString()));
        string[] fields = ["type", "webhook", "payload", "queue", "job", "jobVersion", "project", "overrides"];
        Assert.Equal(fields, made["action"]!.AsObject().Select(field => field.Key));
    }

    [Theory]
    [InlineData(Linked, """{"type":"mail"}""", 422, "action_invalid", "action.type")]
    [InlineData(Linked, """{"type":"webhook"}""", 422, "action_invalid", "action.webhook")]
    [InlineData(Linked, """{"type":"webhook","webhook":"ci","queue":"q"}""", 422, "action_invalid", "action")]
    [InlineData(Linked, """{"type":"launch","queue":"q","job":"j","project":"p","payload":{}}""", 422, "action_invalid", "action")]
    [InlineData(Linked, """{"webhook":"ci"}""", 400, "invalid", "action.type")]
    [InlineData(Linked, """{"type":"webhook","webhook":7}""", 400, "invalid", "action.webhook")]
    [InlineData(Linked, """{"type":"webhook","webhook":"ci","url":"x"}""", 400, "invalid", "action.url")]
    [InlineData(Linked, """{"type":"webhook","webhook":"ci","payload":{"a":1,"a":2}}""", 400, "invalid", "action.payload")]
    [InlineData(Linked, """{"type":"webhook","webhook":"ci","payload":"{\"a\": }"}""", 422, "template_invalid", "action.payload")]
    [InlineData(Linked, "null", 400, "invalid", "action")]
    [InlineData("null", Called, 400, "invalid", "event")]
    [InlineData("{}", Called, 400, "invalid", "event.type")]
    [InlineData("""{"type":7}""", Called, 400, "invalid", "event.type")]
    [InlineData("""{"type":"LINK_ARTEFACT"}""", Called, 422, "event_invalid", "event.type")]
    [InlineData("""{"type":"RUN_METRIC_CHANGE"}""", Called, 422, "not_supported", "event.type")]
    [InlineData("""{"type":"LINK_ARTIFACT","aliasPattern":"x"}""", Called, 422, "event_invalid", "event.aliasPattern")]
    public async Task A_wrong_event_or_action_is_refused_by_field(string happening, string action, int status, string code, string field)
    {
        var team = await servers.NewTeamAsync(Ct);
        var (answered, problem) = await CreateAsync(team, happening, action);
        Assert.Equal((status, code), (answered, (string?)problem["code"]));
        Assert.Equal(field, Assert.Single(problem["errors"]!.AsObject()).Key);
        Assert.Equal((answered, (string?)problem["code"]), await ChangeAsync(team, $$"""{"event":{{happening}},"action":{{action}}}"""));
    }

    [Theory]
    [InlineData("null", Linked, "registry", null)]
    [InlineData("null", """{"type":"LINK_MODEL","registeredModel":"Iris"}""", "registeredModel", "Iris")]
    [InlineData("""{"type":"registeredModel"}""", """{"type":"LINK_ARTIFACT","registeredModel":"Iris"}""", "registeredModel", "Iris")]
    [InlineData("""{"type":"registeredModel","name":"Iris"}""", Linked, "registeredModel", "Iris")]
    public async Task A_scope_that_is_left_out_follows_from_the_event(string scope, string happening, string type, string? name)
    {
        var team = await servers.NewTeamAsync(Ct);
        var (status, made) = await CreateAsync(team, happening, Called, scope);

        Assert.Equal(201, status);
        Assert.Equal((type, name), ((string?)made["scope"]!["type"], (string?)made["scope"]!["name"]));
        Assert.Equal(("LINK_ARTIFACT", null), ((string?)made["event"]!["type"], made["event"]!["registeredModel"]));
    }

    [Theory]
    [InlineData("""{"type":"planet"}""", Linked, "scope.type")]
    [InlineData("""{"type":"registry","name":"x"}""", Linked, "scope.name")]
    [InlineData("""{"type":"registeredModel"}""", Linked, "scope.name")]
    [InlineData("""{"type":"registry"}""", """{"type":"LINK_ARTIFACT","registeredModel":"Iris"}""", "event.registeredModel")]
    [InlineData("""{"type":"registeredModel","name":"Rose"}""", """{"type":"LINK_ARTIFACT","registeredModel":"Iris"}""", "event.registeredModel")]
    public async Task A_scope_that_cannot_be_or_contradicts_the_event_is_refused(string scope, string happening, string field)
    {
        var team = await servers.NewTeamAsync(Ct);
        var (status, problem) = await CreateAsync(team, happening, Called, scope);
        Assert.Equal((422, "scope_invalid", field), (status, (string?)problem["code"], Assert.Single(problem["errors"]!.AsObject()).Key));
    }

    [Fact]
    public async Task A_change_replaces_event_scope_and_action_whole_and_keeps_the_rest()
    {
        var team = await servers.NewTeamAsync(Ct);
        await CreateAsync(team, """{"type":"ADD_ARTIFACT_ALIAS","aliasPattern":"^prod"}""", """{"type":"webhook","webhook":"ci","payload":{"a":1}}""");
        Assert.Equal(200, (await ChangeAsync(team, """{"description":"d","enabled":false}""")).Status);
        Assert.Equal(200, (await ChangeAsync(team, """{"event":{"type":"ADD_ARTIFACT_ALIAS","registeredModel":"Iris"}}""")).Status);
        var (_, moved) = await team.SendAsync("GET", "automations/made", null, Ct);
        Assert.Equal(("d", false, "Iris", null, """{"a":1}"""),
            ((string?)moved!["description"], (bool)moved["enabled"]!, (string?)moved["scope"]!["name"], moved["event"]!["aliasPattern"], moved["action"]!["payload"]!.ToJsonString()));

        Assert.Equal(200, (await ChangeAsync(team, """{"scope":null,"description":null,"enabled":null,"action":{"webhook":"ci","type":"webhook"}}""")).Status);
        var (_, back) = await team.SendAsync("GET", "automations/made", null, Ct);
        Assert.Equal((null, true, "registry", null),
            (back!["description"], (bool)back["enabled"]!, (string?)back["scope"]!["type"], back["action"]!["payload"]));
    }

    private static async Task<(int Status, JsonNode Answer)> CreateAsync(TeamScene team, string happening, string action, string scope = "null")
    {
        var (status, answer) = await team.SendAsync("POST", "automations", $$"""{"name":"made","scope":{{scope}},"event":{{happening}},"action":{{action}}}""", Ct);
        return (status, answer!);
    }

    private static async Task<(int Status, string? Code)> ChangeAsync(TeamScene team, string body)
    {
        if ((await team.SendAsync("GET", "automations/made", null, Ct)).Status == 404)
        {
            await CreateAsync(team, Linked, Called);
        }
        var (status, answer) = await team.SendAsync("PATCH", "automations/made", body, Ct);
        return (status, (string?)answer!["code"]);
    }
}
