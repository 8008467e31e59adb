using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Slipway.Api.Events;
using Slipway.Api.Webhooks;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Secrets;

/// <summary>A receiver that says the secrets back, in every way in which a program may write them down.</summary>
public sealed class EchoTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const string Token = "tok\"en/+ 100%&<x>=~";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B4_Secrets_resolve_in_payload_and_headers_and_are_masked_when_the_receiver_says_them_back(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var spellings = Spellings();
        team.Answer = _ => new ReceiverAnswer(500, string.Join('\n', spellings.Select(spelling => $"[{spelling}]")))
        {
            Headers = new Dictionary<string, string> { ["X-Echo"] = Token, ["X-Echo-Base64"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("api:" + Token)) },
        };
        await team.Admin.Secrets.PutAsync(team.Name, "PROD_TOKEN", Token, Ct);
        await team.AddWebhookAsync(new WebhookSettings
        {
            Name = "echo",
            Url = team.Target,
            AccessToken = "PROD_TOKEN",
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = "${PROD_TOKEN}" },
        }, Ct);
        const string payload = """{"secret": "$PROD_TOKEN", "in": "<${PROD_TOKEN}>"}""";
        await team.AddAutomationAsync("echo", EventTypes.AddArtifactAlias, AliasScene.Model, "echo", payload, Ct);

        var test = await team.Admin.Webhooks.TestAsync(team.Name, "echo", new TestWebhookRequest { Payload = JsonSerializer.SerializeToElement(payload) }, Ct);
        await team.MoveAliasAsync("prod", "v0", Ct);
        var delivery = await team.DeliveryAsync("echo", DeliveryStates.Retrying, Ct);

        var sent = team.Requests.Where(request => request.Header("X-Api-Key") is not null).ToList();
        Assert.Equal(2, sent.Count);
        Assert.All(sent, request =>
        {
            Assert.Equal((Token, "Bearer " + Token), (request.Header("X-Api-Key"), request.Header("Authorization")));
            Assert.Equal((Token, $"<{Token}>"), (request.Json.GetProperty("secret").GetString(), request.Json.GetProperty("in").GetString()));
        });
        var attempt = Assert.Single(delivery.Attempts);
        foreach (var answer in (ReceivedAnswerResponse[])[test.Response!, attempt.Response!])
        {
            // The last sign of base64 is shared with what follows the secret, so it stays.
            Assert.All(answer.Body.Split('\n')[..^1], line => Assert.Equal("[***]", line));
            Assert.Matches("^\\[\\*{3}.?\\]$", answer.Body.Split('\n')[^1]);
            Assert.Equal("***", answer.Headers["X-Echo"]);
            Assert.Contains("***", answer.Headers["X-Echo-Base64"], StringComparison.Ordinal);
        }
        foreach (var request in (SentRequestResponse[])[test.Request, attempt.Request!])
        {
            Assert.Equal(("Bearer ***", "${PROD_TOKEN}"), (request.Headers["Authorization"], request.Headers["X-Api-Key"]));
            Assert.Equal("""{"secret": "***", "in": "<***>"}""", request.Body);
        }
        Assert.Equal("""{"secret": "${PROD_TOKEN}", "in": "<${PROD_TOKEN}>"}""", delivery.Payload);
        var shown = JsonSerializer.Serialize(new { test, delivery }, new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.All(spellings, spelling => Assert.DoesNotContain(spelling, shown, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_L8_Of_an_answer_that_ends_in_the_middle_of_a_secret_the_beginning_is_not_kept(TestEngine engine)
    {
        const string secret = "geheim-schlüssel-0123456789";
        const string beginning = "geheim-schl";
        var team = await servers.NewTeamAsync(Ct, engine);
        await team.Admin.Secrets.PutAsync(team.Name, "PROD_TOKEN", secret, Ct);
        var payload = JsonSerializer.SerializeToElement("""{"secret": "$PROD_TOKEN"}""");
        var bytes = Encoding.UTF8.GetBytes(secret);
        var filler = new string('x', 65_536 - beginning.Length);
        (ReceiverAnswer Answer, string Kept)[] cases =
        [
            (new(200, $"got {beginning}") { BreaksOff = true }, "got ***"),
            (new(500, $"got {beginning}"), "got ***"),
            (new(500, $"got {Convert.ToBase64String(bytes)[..16]}"), "got ***"),
            (new(500, filler + secret), filler + "***"),
            // The first of two bytes of the ü still fits.
            (new(500, filler[1..] + secret), filler[1..] + "***\uFFFD"),
            (new(500, $"got {secret} and all of it"), "got *** and all of it"),
        ];
        foreach (var (answer, kept) in cases)
        {
            team.Answer = _ => answer;

            var test = await team.Admin.Webhooks.TestAsync(team.Name, AliasScene.Webhook, new TestWebhookRequest { Payload = payload }, Ct);

            Assert.Equal((false, kept), (test.Delivered, test.Response!.Body));
        }
    }

    [Fact]
    public async Task B4_A_secret_with_a_line_break_cannot_forge_a_header()
    {
        var team = await servers.NewTeamAsync(Ct);
        await team.Admin.Secrets.PutAsync(team.Name, "TOKEN", "token\r\nX-Forged: yes", Ct);

        var test = await team.Admin.Webhooks.TestAsync(team.Name, AliasScene.Webhook, new TestWebhookRequest(), Ct);

        Assert.Equal((false, "secret_unusable"), (test.Delivered, test.Error!.Code));
        Assert.DoesNotContain("X-Forged", JsonSerializer.Serialize(test), StringComparison.Ordinal);
        Assert.Empty(team.Requests);
    }

    private static string[] Spellings()
    {
        var bytes = Encoding.UTF8.GetBytes(Token);
        return
        [
            Token, Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), Uri.EscapeDataString(Token), System.Net.WebUtility.UrlEncode(Token),
            JavaScriptEncoder.Default.Encode(Token), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Token), System.Net.WebUtility.HtmlEncode(Token),
            Convert.ToBase64String(bytes).TrimEnd('='),
        ];
    }
}
