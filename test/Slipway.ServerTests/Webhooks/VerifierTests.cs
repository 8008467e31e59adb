using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Events;
using Slipway.Api.Webhooks;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Webhooks;

/// <summary>Libraries of others verify what the server sends: nobody marks their own homework.</summary>
public sealed class VerifierTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static readonly string[] Verifiers = ["standardwebhooks", "svix", "github"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("It's a Secret to Everybody")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("größe 模型 \"'$`")]
    public async Task B3_M6_Third_party_libraries_verify_the_request_and_refuse_one_that_was_changed(string secret)
    {
        var team = await servers.NewTeamAsync(Ct);
        await team.Admin.Secrets.PutAsync(team.Name, "SIGNING_KEY", secret, Ct);
        await team.AddAutomationAsync("text", EventTypes.AddArtifactAlias, AliasScene.Model, AliasScene.Webhook,
            """{ "alias": "${alias}", "text": "größe \" 模型 😀" }""", Ct);
        await team.AddAutomationAsync("nothing", EventTypes.AddArtifactAlias, AliasScene.Model, AliasScene.Webhook, null, Ct);
        await team.MoveAliasAsync("prod \"é\"", "v0", Ct);
        var genuine = await team.WaitForAsync(3);

        var cases = new List<(bool IsGenuine, ReceivedRequest Request, string Secret)>();
        foreach (var request in genuine)
        {
            cases.Add((true, request, secret));
            cases.Add((false, request with { Body = [.. request.Body[..^1], (byte)' ', (byte)'}'] }, secret));
            cases.Add((false, request, secret + "0000"));
        }
        var answers = await VerifyAsync(cases.SelectMany(one => Verifiers.Select(verifier => (verifier, one.Request, one.Secret))));

        Assert.Equal(cases.Count * Verifiers.Length, answers.Count);
        foreach (var (index, answer) in answers.Index())
        {
            var isGenuine = cases[index / Verifiers.Length].IsGenuine;
            Assert.True(isGenuine == (answer!.GetValueKind() == JsonValueKind.True), $"{Verifiers[index % Verifiers.Length]}, genuine {isGenuine}: {answer}");
        }
    }

    [Fact]
    public async Task B3_M6_The_request_of_a_test_and_of_a_redelivery_verify_too()
    {
        var team = await servers.NewTeamAsync(Ct);
        await team.Admin.Webhooks.TestAsync(team.Name, AliasScene.Webhook, new TestWebhookRequest { Payload = JsonElement.Parse(AliasScene.Payload) }, Ct);
        await team.MoveAliasAsync("prod", "v0", Ct);
        var delivery = await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Delivered, Ct);
        await team.Admin.Webhooks.RedeliverAsync(team.Name, delivery.Id, Ct);

        var requests = await team.WaitForAsync(3);

        var answers = await VerifyAsync(requests.SelectMany(request => Verifiers.Select(verifier => (verifier, request, AliasScene.SigningSecret))));
        Assert.All(answers, answer => Assert.Equal(JsonValueKind.True, answer!.GetValueKind()));
    }

    private static async Task<JsonArray> VerifyAsync(IEnumerable<(string Verifier, ReceivedRequest Request, string Secret)> cases)
    {
        var input = JsonSerializer.Serialize(cases.Select(one => new
        {
            verifier = one.Verifier,
            secret = one.Secret,
            body = Convert.ToBase64String(one.Request.Body),
            headers = one.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value),
        }));
        var start = new ProcessStartInfo("node", [Repository.PathOf("test/verifiers/verify.mjs"), Repository.Verifiers()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync(Ct);
        var error = node.StandardError.ReadToEndAsync(Ct);
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();
        await node.WaitForExitAsync(Ct);
        Assert.True(node.ExitCode == 0, await error);
        return JsonNode.Parse(await output)!.AsArray();
    }
}
