using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Events;
using Slipway.Api.Webhooks;
using Slipway.ServerTests.Scenes;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Secrets;

/// <summary>Ways to a secret for those who may not have it.</summary>
public sealed class TemplateAttackTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const string Named = """{"a": "x"}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("${TOKEN}")]
    [InlineData("$TOKEN")]
    [InlineData("${ACCESS_TOKEN}")]
    [InlineData("$${TOKEN}")]
    [InlineData("${artifact_metadata.note}")]
    public async Task B4_An_alias_that_looks_like_a_placeholder_stays_text(string alias)
    {
        var team = await servers.NewTeamAsync(Ct);
        var member = await team.AddUserAsync("member", Ct);

        var put = await team.SendAsync("PUT", $"registry/models/Iris/aliases/{Uri.EscapeDataString(alias)}", new { version = "v0" }, Ct, member);

        Assert.Equal(200, put.Status);
        var sent = (await team.WaitForAsync(1))[0];
        Assert.Equal((alias, $"{team.Name}/model-registry/Iris:{alias}"),
            (sent.Json.GetProperty("alias").GetString(), sent.Json.GetProperty("artifact_version_string").GetString()));
        var delivery = await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Delivered, Ct);
        Assert.Equal(sent.Text, delivery.Payload);
        // The stored payload is rendered again at each attempt.
        await team.Admin.Webhooks.RedeliverAsync(team.Name, delivery.Id, Ct);
        Assert.Equal(sent.Text, (await team.WaitForAsync(2))[1].Text);
    }

    [Theory]
    [InlineData("""{"a": "${TOKEN}"}""")]
    [InlineData("""{"a": "$TOKEN"}""")]
    [InlineData("""{"a": "${ACCESS_TOKEN}"}""")]
    [InlineData("""{"a": "\u0024{TOKEN}"}""")]
    [InlineData("""{"a": ["x", {"b": "y ${TOKEN}"}]}""")]
    public async Task M9_A_member_gets_no_secret_out_by_test_create_edit_or_preview(string payload)
    {
        var team = await servers.NewTeamAsync(Ct);
        var member = await team.AddUserAsync("member", Ct);
        await team.AddAutomationAsync("members", EventTypes.LinkArtifact, AliasScene.Model, AliasScene.Webhook, Named, Ct);
        var automation = (string payload) => new JsonObject
        {
            ["name"] = "theft",
            ["event"] = new JsonObject { ["type"] = EventTypes.AddArtifactAlias, ["registeredModel"] = AliasScene.Model },
            ["action"] = Action(JsonValue.Create(payload)),
        };
        Assert.Equal(200, (await team.SendAsync("POST", "automations/preview", Body("automation", automation(Named)), Ct, member)).Status);

        foreach (var text in (bool[])[false, true])
        {
            // As JSON, and as the text of JSON.
            JsonNode given = text ? JsonValue.Create(payload) : JsonNode.Parse(payload)!;
            await RefusedAsync("POST", "webhooks/ci/test", Body("payload", given.DeepClone()));
            await RefusedAsync("POST", "automations", With(automation(Named), given));
            await RefusedAsync("POST", "automations/preview", Body("automation", With(automation(Named), given)));
            await RefusedAsync("PATCH", "automations/members", Body("action", Action(given)));
        }

        Assert.Empty(team.Requests);

        async Task RefusedAsync(string method, string path, JsonObject body)
        {
            var refused = await team.SendAsync(method, path, body.ToJsonString(), Ct, member);
            Assert.Equal((403, "secret_needs_admin", path), (refused.Status, (string?)refused.Body!["code"], path));
        }
    }

    [Fact]
    public async Task M9_A_member_cannot_turn_what_an_admin_made_to_an_address_or_a_header_of_their_own()
    {
        var team = await servers.NewTeamAsync(Ct);
        var member = await team.AddUserAsync("member", Ct);
        await team.AddAutomationAsync("admins", EventTypes.LinkArtifact, AliasScene.Model, AliasScene.Webhook, """{"a": "${TOKEN}"}""", Ct);
        var header = new { headers = new Dictionary<string, string> { ["X-Key"] = "${TOKEN}" } };

        foreach (var (method, path, body, code) in new (string, string, object, string)[]
        {
            ("PATCH", "webhooks/ci", header, "forbidden"),
            ("PATCH", "webhooks/ci", new { url = team.Target + "/mine" }, "forbidden"),
            ("POST", "webhooks", new { name = "mine", url = team.Target, accessToken = "TOKEN" }, "forbidden"),
            ("POST", "webhooks/test", new { url = team.Target, accessToken = "TOKEN" }, "forbidden"),
            ("POST", "webhooks/test", new { url = team.Target, header.headers, payload = new { a = 1 } }, "forbidden"),
            ("POST", "webhooks/test", new { url = team.Target, payload = new { a = "${TOKEN}" } }, "forbidden"),
            ("PATCH", "automations/admins", new { @event = new { type = EventTypes.AddArtifactAlias } }, "secret_needs_admin"),
            ("PATCH", "automations/admins", new { enabled = false }, "secret_needs_admin"),
        })
        {
            var refused = await team.SendAsync(method, path, body, Ct, member);
            Assert.Equal((403, code, path), (refused.Status, (string?)refused.Body!["code"], path));
        }

        Assert.Empty(team.Requests);
        Assert.Equal(team.Target, (await team.Admin.Webhooks.GetAsync(team.Name, AliasScene.Webhook, Ct)).Url);
    }

    [Theory]
    [InlineData("""{"a": "${NOT_THERE}"}""", "unknown_variable")]
    [InlineData("""{"a": "${artifact_versoin}"}""", "unknown_variable")]
    [InlineData("""{"a": ${TOKEN}}""", "template_invalid")]
    [InlineData("""["a"]""", "template_invalid")]
    public async Task M7_A_payload_that_cannot_be_rendered_is_refused_at_save_and_at_test(string payload, string code)
    {
        var team = await servers.NewTeamAsync(Ct);
        var text = JsonValue.Create(payload);

        var saved = await team.SendAsync("POST", "automations", JsonSerializer.Serialize(
            TeamScene.Automation("broken", EventTypes.AddArtifactAlias, AliasScene.Model, AliasScene.Webhook, payload), JsonSerializerOptions.Web), Ct);
        var tested = await team.SendAsync("POST", "webhooks/ci/test", Body("payload", text).ToJsonString(), Ct);

        Assert.Equal((422, code), (saved.Status, (string?)saved.Body!["code"]));
        Assert.Equal((422, code), (tested.Status, (string?)tested.Body!["code"]));
        Assert.Empty(team.Requests);
    }

    private static JsonObject Action(JsonNode payload) => new() { ["type"] = "webhook", ["webhook"] = AliasScene.Webhook, ["payload"] = payload.DeepClone() };

    private static JsonObject With(JsonObject automation, JsonNode payload)
    {
        automation["action"] = Action(payload);
        return automation;
    }

    private static JsonObject Body(string name, JsonNode value) => new() { [name] = value };
}
