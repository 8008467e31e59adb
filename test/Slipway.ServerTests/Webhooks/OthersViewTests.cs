using System.Text.Json.Nodes;
using Slipway.Api.Webhooks;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Webhooks;

/// <summary>What of a webhook and its deliveries is for team admins alone.</summary>
public sealed class OthersViewTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const string Token = "q7Rk2LmX9pZt4VbN8sWd";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_L18_secrets_written_out_are_warned_of_and_hidden_from_all_but_admins(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var url = $"{team.Target}/{Token}?key=k";

        var saved = await team.AddWebhookAsync(new() { Name = "chat", Url = url, Headers = new Dictionary<string, string> { ["X-Api-Key"] = Token, ["X-Kind"] = "model" } }, Ct);

        Assert.Equal(
            ["A secret seems to be written out in X-Api-Key. Make it a team secret and name it as ${NAME} there. The URL seems to hold a secret, as those of chat services do. Only team admins see that part of it."],
            saved.Warnings);
        Assert.Equal((url, Token), (saved.Url, saved.Headers["X-Api-Key"]));
        Assert.Empty((await team.Admin.Webhooks.GetAsync(team.Name, AliasScene.Webhook, Ct)).Warnings);
        foreach (var role in (string[])["viewer", "member"])
        {
            var key = await team.AddUserAsync(role, Ct);
            var one = (await team.SendAsync("GET", "webhooks/chat", null, Ct, key)).Body!;
            var listed = (await team.SendAsync("GET", "webhooks", null, Ct, key)).Body!["items"]!.AsArray().Single(webhook => (string?)webhook!["name"] == "chat")!;
            Assert.Equal($"{team.Target}/***?key=***", (string?)one["url"]);
            Assert.Equal(("***", "model"), ((string?)one["headers"]!["X-Api-Key"], (string?)one["headers"]!["X-Kind"]));
            Assert.DoesNotContain(Token, one.ToJsonString() + listed.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_L2_signatures_that_hold_for_ever_are_for_admins(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        await team.Admin.Webhooks.PatchAsync(team.Name, AliasScene.Webhook, new JsonObject { ["signatures"] = new JsonArray("github") }, Ct);
        await team.MoveAliasAsync("prod", "v0", Ct);
        var delivery = (await team.DeliveryAsync(AliasScene.Automation, "delivered", Ct)).Id;

        var admin = Headers((await team.SendAsync("GET", $"deliveries/{delivery}", null, Ct)).Body!["attempts"]![0]!);
        var viewer = Headers((await team.SendAsync("GET", $"deliveries/{delivery}", null, Ct, await team.AddUserAsync("viewer", Ct))).Body!["attempts"]![0]!);
        var tested = Headers((await team.SendAsync("POST", $"webhooks/{AliasScene.Webhook}/test", new { payload = new { a = 1 } }, Ct, await team.AddUserAsync("member", Ct))).Body!);

        foreach (var name in (string[])["X-Wandb-Signature", "X-Hub-Signature-256"])
        {
            Assert.NotEqual("***", admin[name]);
            Assert.Equal("***", viewer[name]);
            Assert.Equal("***", tested[name]);
        }
        Assert.Equal(admin["webhook-signature"], viewer["webhook-signature"]);
        Assert.Equal(admin["User-Agent"], viewer["User-Agent"]);
    }

    private static Dictionary<string, string> Headers(JsonNode attempt) =>
        attempt["request"]!["headers"]!.AsObject().ToDictionary(header => header.Key, header => (string)header.Value!, StringComparer.OrdinalIgnoreCase);
}
