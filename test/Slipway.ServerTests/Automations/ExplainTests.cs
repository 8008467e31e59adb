using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Http;
using Slipway.Api.Webhooks;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Automations;

/// <summary>Why an automation did or did not fire, over REST and the command line; and events of a team that page somebody.</summary>
public sealed class ExplainTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B6_whoever_may_read_an_event_is_told_what_every_automation_made_of_it(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        await team.AddAutomationAsync("links", EventTypes.LinkArtifact, AliasScene.Model, AliasScene.Webhook, null, Ct);
        await team.MoveAliasAsync("prod", "v0", Ct);
        await team.WaitForAsync(1);
        var happened = await team.Admin.Events.ListAsync(team.Name, null, EventTypes.AddArtifactAlias, null, 1, Ct).FirstAsync(Ct);

        var viewer = team.Server.ClientFor(await team.AddUserAsync("viewer", Ct));
        var explained = await Eventually.FindAsync(async () =>
        {
            var said = await viewer.Events.ExplainAsync(team.Name, happened.Id, Ct);
            return said.Automations[0].Execution?.State == ExecutionStates.Finished ? said : null;
        }, "the end of the execution", Ct);
        Assert.Equal(happened.Id, explained.Event.Id);
        Assert.Equal([(AliasScene.Automation, VerdictCodes.Fired), ("links", VerdictCodes.OtherType)], explained.Automations.Select(one => (one.Automation, one.Then.Code)));

        var missing = await Assert.ThrowsAsync<SlipwayApiException>(() => viewer.Events.ExplainAsync(team.Name, "999999", Ct));
        Assert.Equal(ErrorCodes.NotFound, missing.Code);

        using var home = new TemporaryFolder();
        await CliAsync(home, team, "login", team.Server.Url, "--team", team.Name);
        Assert.Contains("other_type", (await CliAsync(home, team, "events", "explain", happened.Id)).Output, StringComparison.Ordinal);
        Assert.Contains("\"then\"", (await CliAsync(home, team, "events", "explain", happened.Id, "--json")).Output, StringComparison.Ordinal);
        await CliAsync(home, team, "automation", "create", "weights", "--event", "CREATE_ARTIFACT", "--artifact", $"{AliasScene.Project}/{AliasScene.Artifact}", "--webhook", "ci");
        await CliAsync(home, team, "automation", "create", "project", "--event", "CREATE_ARTIFACT", "--artifacts-of", AliasScene.Project, "--webhook", "ci");
        await CliAsync(home, team, "automation", "create", "page", "--event", "WEBHOOK_DISABLED", "--webhook", "ci");
        Assert.Equal([ScopeType.Team, ScopeType.Project, ScopeType.Artifact], await team.Admin.Automations.ListAsync(team.Name, null, 500, Ct).Take(3).Select(one => one.Scope.Type).ToListAsync(Ct));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_webhook_that_answers_410_pages_somebody_by_another_webhook(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        team.Answer = request => request.Path.EndsWith("/pager", StringComparison.Ordinal) ? ReceiverAnswer.Ok : new ReceiverAnswer(410);
        await team.AddWebhookAsync(new WebhookSettings { Name = "pager", Url = $"{team.Target}/pager" }, Ct);
        var page = TeamScene.Automation("page", EventTypes.WebhookDisabled, null, "pager", """{"text":"${webhook_name}: ${event_reason}"}""");
        await team.Admin.Automations.CreateAsync(team.Name, page with { Scope = new AutomationScope { Type = ScopeType.Team } }, Ct);
        await team.MoveAliasAsync("prod", "v0", Ct);
        var requests = await team.WaitForAsync(2);
        Assert.Equal("""{"text":"ci: gone"}""", requests[1].Text);
    }

    private static async Task<CliRun> CliAsync(TemporaryFolder home, TeamScene team, params string[] arguments)
    {
        var run = await CliRun.StartAsync(home.Path, arguments, arguments[0] == "login" ? team.Server.AdminKey + "\n" : null, Ct);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }
}
