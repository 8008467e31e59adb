using Slipway.Api.Events;
using Slipway.Api.Registry;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Automations;

public sealed class ScopeTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M3_An_automation_answers_its_registered_model_or_with_none_chosen_the_whole_registry(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        const string source = $"{AliasScene.Project}/{AliasScene.Artifact}";
        await team.Admin.Registry.CreateModelAsync(team.Name, new CreateRegisteredModelRequest { Name = "Wheat" }, Ct);
        foreach (var type in (string[])[EventTypes.AddArtifactAlias, EventTypes.LinkArtifact])
        {
            await team.AddAutomationAsync($"iris {type}", type, AliasScene.Model, AliasScene.Webhook, null, Ct);
            await team.AddAutomationAsync($"all {type}", type, null, AliasScene.Webhook, null, Ct);
        }

        // The same alias on the artifact in its project is no event of a registry, though it is the same event type.
        await team.Admin.Artifacts.MoveAliasAsync(team.Name, AliasScene.Project, AliasScene.Artifact, "prod", "v0", Ct);
        await team.Admin.Registry.LinkAsync(team.Name, "Wheat", new LinkVersionRequest { Source = $"{team.Name}/{source}:v0", Aliases = ["prod"] }, Ct);
        await team.MoveAliasAsync("prod", "v1", Ct);
        await team.PublishAndLinkAsync("the third model", Ct);
        await team.Admin.Artifacts.MoveAliasAsync(team.Name, AliasScene.Project, AliasScene.Artifact, "prod", "v1", Ct);
        await team.MoveAliasAsync("prod", "v2", Ct);

        // Wheat: one link and one alias; Iris: two aliases and one link; the scene's own automation: the aliases of Iris.
        await team.WaitForAsync(2 + (2 * 3) + 2);
        await AnsweredAsync(team, $"iris {EventTypes.AddArtifactAlias}", "Iris prod v1", "Iris prod v2");
        await AnsweredAsync(team, $"iris {EventTypes.LinkArtifact}", "Iris  v2");
        await AnsweredAsync(team, $"all {EventTypes.AddArtifactAlias}", "Wheat prod v0", "Iris prod v1", "Iris prod v2");
        await AnsweredAsync(team, $"all {EventTypes.LinkArtifact}", "Wheat  v0", "Iris  v2");
        await AnsweredAsync(team, AliasScene.Automation, "Iris prod v1", "Iris prod v2");
    }

    private static async Task AnsweredAsync(TeamScene team, string automation, params string[] expected)
    {
        var events = await team.Admin.Events.ListAsync(team.Name, null, null, null, 500, Ct).ToDictionaryAsync(happened => happened.Id, cancellationToken: Ct);
        var executions = await team.Admin.Automations.ListExecutionsAsync(team.Name, automation, null, 500, Ct).ToListAsync(Ct);
        var answered = executions.Select(execution => events[execution.Event]).OrderBy(happened => happened.Number)
            .Select(happened => $"{happened.RegisteredModel} {happened.Alias} {happened.Version}");
        Assert.Equal(expected, answered);
    }
}
