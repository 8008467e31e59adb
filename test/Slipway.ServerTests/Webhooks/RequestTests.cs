using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Events;
using Slipway.Api.Texts;
using Slipway.Api.Webhooks;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Webhooks;

/// <summary>The request of a webhook as a receiver gets it.</summary>
public sealed class RequestTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const string Payload = """{ "text": "größe \"${alias}\" 模型",   "n": 1.50 }""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task M4_A_webhook_stands_by_itself_names_secrets_and_is_shared_by_many_automations()
    {
        var team = await servers.NewTeamAsync(Ct);
        var webhook = await team.AddWebhookAsync(
            new WebhookSettings { Name = "shared", Url = team.Target, Secret = "SIGNING_KEY", AccessToken = "TOKEN" }, Ct);
        Assert.Equal(("SIGNING_KEY", "TOKEN"), (webhook.Secret, webhook.AccessToken));
        Assert.Empty(webhook.UsedBy);
        foreach (var number in Enumerable.Range(1, 3))
        {
            await team.AddAutomationAsync($"a{number}", EventTypes.AddArtifactAlias, AliasScene.Model, "shared", $$"""{"from": {{number}}}""", Ct);
        }

        await team.MoveAliasAsync("prod", "v0", Ct);

        var sent = (await team.WaitForAsync(4)).Where(request => request.Json.TryGetProperty("from", out _)).ToList();
        Assert.Equal([1, 2, 3], sent.Select(request => request.Json.GetProperty("from").GetInt32()).Order());
        Assert.Equal(3, sent.Select(request => request.Header("webhook-id")).Distinct().Count());
        var used = await team.Admin.Webhooks.GetAsync(team.Name, "shared", Ct);
        Assert.Equal(["a1", "a2", "a3"], used.UsedBy.Select(user => user.Name).Order());
        var (status, body) = await team.SendAsync("POST", "webhooks", new { name = "broken", url = team.Target, secret = "NOT_A_SECRET" }, Ct);
        Assert.Equal((422, "secret_missing"), (status, (string?)body!["code"]));
    }

    [Theory]
    [InlineData("base64")]
    [InlineData("hex")]
    [InlineData("sha256=hex")]
    public async Task M6_The_request_is_a_POST_of_JSON_with_bearer_token_and_a_signature_over_the_exact_body(string encoding)
    {
        var team = await servers.NewTeamAsync(Ct);
        await team.AddWebhookAsync(new WebhookSettings
        {
            Name = "signed",
            Url = team.Target + "/signed?a=1",
            Secret = "SIGNING_KEY",
            AccessToken = "TOKEN",
            SignatureEncoding = EnumWords.Find<SignatureEncoding>(encoding)!.Value,
        }, Ct);
        await team.AddAutomationAsync("signs", EventTypes.AddArtifactAlias, AliasScene.Model, "signed", Payload, Ct);

        await team.MoveAliasAsync("prod", "v0", Ct);

        var request = (await team.WaitForAsync(2)).Single(sent => sent.Path.EndsWith("/signed", StringComparison.Ordinal));
        Assert.Equal(("POST", "?a=1", "application/json"), (request.Method, request.Query, request.Header("Content-Type")));
        Assert.Equal("""{ "text": "größe \"prod\" 模型",   "n": 1.50 }""", request.Text);
        Assert.Equal("Bearer " + AliasScene.Token, request.Header("Authorization"));
        Assert.Equal(Signature(encoding, request.Body), request.Header("X-Wandb-Signature"));
        Assert.Null(request.Header("X-Hub-Signature-256"));
    }

    [Fact]
    public async Task M6_Without_a_secret_there_is_no_signature_and_without_a_token_no_authorization()
    {
        var team = await servers.NewTeamAsync(Ct);
        await team.AddWebhookAsync(new WebhookSettings { Name = "plain", Url = team.Target, Signatures = [FurtherSignature.GitHub] }, Ct);

        var test = await team.Admin.Webhooks.TestAsync(team.Name, "plain", new TestWebhookRequest(), Ct);

        Assert.True(test.Delivered);
        var request = Assert.Single(team.Requests);
        Assert.Equal("{}", request.Text);
        Assert.DoesNotContain(request.Headers.Keys, name => name.Contains("signature", StringComparison.OrdinalIgnoreCase));
        Assert.Null(request.Header("Authorization"));
        Assert.StartsWith("Slipway/", request.Header("User-Agent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task B3_Three_dialects_of_signature_stand_on_one_request_and_each_verifies()
    {
        var team = await servers.NewTeamAsync(Ct);

        await team.MoveAliasAsync("prod", "v0", Ct);

        var request = (await team.WaitForAsync(1))[0];
        Assert.Equal(Signature("base64", request.Body), request.Header("X-Wandb-Signature"));
        Assert.Equal(Signature("sha256=hex", request.Body), request.Header("X-Hub-Signature-256"));
        var signed = Encoding.UTF8.GetBytes($"{request.Header("webhook-id")}.{request.Header("webhook-timestamp")}.{request.Text}");
        var standard = HMACSHA256.HashData(Encoding.UTF8.GetBytes(AliasScene.SigningSecret), signed);
        Assert.Equal("v1," + Convert.ToBase64String(standard), request.Header("webhook-signature"));
        var seconds = long.Parse(request.Header("webhook-timestamp")!, CultureInfo.InvariantCulture);
        Assert.InRange((request.At - DateTimeOffset.FromUnixTimeSeconds(seconds)).TotalSeconds, -1, 60);
        var delivery = await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Delivered, Ct);
        Assert.Equal(delivery.WebhookId, request.Header("webhook-id"));
    }

    [Fact]
    public async Task M6_The_owners_own_headers_are_sent_with_their_secrets_and_may_replace_ours()
    {
        var team = await servers.NewTeamAsync(Ct);
        await team.AddWebhookAsync(new WebhookSettings
        {
            Name = "own",
            Url = team.Target,
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = "key ${TOKEN}", ["User-Agent"] = "mine/1", ["Content-Type"] = "application/vnd.mine+json" },
        }, Ct);

        var test = await team.Admin.Webhooks.TestAsync(team.Name, "own", new TestWebhookRequest { Payload = JsonSerializer.SerializeToElement(new { a = 1 }) }, Ct);

        var request = Assert.Single(team.Requests);
        Assert.Equal(("key " + AliasScene.Token, "mine/1", "application/vnd.mine+json"),
            (request.Header("X-Api-Key"), request.Header("User-Agent"), request.Header("Content-Type")));
        Assert.Equal("key ${TOKEN}", test.Request.Headers["X-Api-Key"]);
    }

    [Theory]
    [InlineData("X-Wandb-Signature", "forged")]
    [InlineData("webhook-id", "forged")]
    [InlineData("Host", "metadata.internal")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("X-A", "a\r\nX-Forged: b")]
    [InlineData("X A", "a")]
    public async Task M6_A_header_that_would_forge_the_request_is_refused_at_save_and_at_test(string name, string value)
    {
        var team = await servers.NewTeamAsync(Ct);
        var headers = new Dictionary<string, string> { [name] = value };

        var saved = await team.SendAsync("POST", "webhooks", new { name = "forged", url = team.Target, headers }, Ct);
        var tested = await team.SendAsync("POST", "webhooks/test", new { url = team.Target, headers }, Ct);

        Assert.Equal((422, ErrorCodes.HeaderInvalid), (saved.Status, (string?)saved.Body!["code"]));
        Assert.Equal((422, ErrorCodes.HeaderInvalid), (tested.Status, (string?)tested.Body!["code"]));
        Assert.Empty(team.Requests);
    }

    private static string Signature(string encoding, byte[] body)
    {
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(AliasScene.SigningSecret), body);
        return encoding switch
        {
            "base64" => Convert.ToBase64String(mac),
            "hex" => Convert.ToHexStringLower(mac),
            _ => "sha256=" + Convert.ToHexStringLower(mac),
        };
    }
}
