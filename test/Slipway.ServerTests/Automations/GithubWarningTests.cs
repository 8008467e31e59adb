using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Webhooks;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Automations;

public sealed class GithubWarningTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const string Refused = """{"event_type":"deploy","client_payload":{"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"10":10,"11":"${alias}"}}""";
    private const string Taken = """{"event_type":"deploy","client_payload":{"version":"${artifact_version}"}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_40_what_github_would_refuse_is_told_when_it_is_saved_and_previewed_and_its_answer_is_kept(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var github = new FakeGithub("o/r", AliasScene.Token);
        team.Answer = request => github.Answer(request with { Path = request.Path[(team.Name.Length + 1)..] });
        await team.Admin.Secrets.PutAsync(team.Name, "GITHUB_TOKEN", AliasScene.Token, Ct);
        await team.AddWebhookAsync(new WebhookSettings { Name = "gh", Url = team.Target + github.Path, AccessToken = "GITHUB_TOKEN" }, Ct);

        var saved = await team.AddAutomationAsync("build", EventTypes.AddArtifactAlias, AliasScene.Model, "gh", Refused, Ct);
        var before = await PreviewAsync(team, "gh", Refused);
        await team.MoveAliasAsync("prod", "v1", Ct);
        var delivery = await team.DeliveryAsync("build", DeliveryStates.Retrying, Ct);
        var after = await PreviewAsync(team, "gh", Refused);

        const string told = "GitHub would refuse this payload: client_payload has 11 fields at its top";
        string?[] warnings = [saved.Warning, (await team.Admin.Automations.GetAsync(team.Name, "build", Ct)).Warning, before.Warning, after.Warning];
        Assert.All(warnings, warning => Assert.StartsWith(told, warning, StringComparison.Ordinal));
        Assert.NotEmpty(after.Matches);
        var attempt = Assert.Single(delivery.Attempts);
        Assert.Equal(422, attempt.Status);
        Assert.Contains("No more than 10 properties are allowed", attempt.Response!.Body, StringComparison.Ordinal);

        var changed = await team.Admin.Automations.PatchAsync(team.Name, "build", new JsonObject
        {
            ["action"] = JsonSerializer.SerializeToNode(new WebhookAction { Webhook = "gh", Payload = Taken }, ApiJson.Default.AutomationAction),
        }, Ct);
        Assert.Null(changed.Warning);
        Assert.Null((await PreviewAsync(team, "gh", Taken)).Warning);
        // Elsewhere it is nobody's business.
        Assert.Null((await PreviewAsync(team, AliasScene.Webhook, Refused)).Warning);
    }

    private static Task<AutomationPreviewResponse> PreviewAsync(TeamScene team, string webhook, string payload) =>
        team.Admin.Automations.PreviewAsync(team.Name,
            new PreviewAutomationRequest { Automation = TeamScene.Automation("new", EventTypes.AddArtifactAlias, AliasScene.Model, webhook, payload) }, Ct);
}
