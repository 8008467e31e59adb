using System.Net;
using System.Text.Json;
using Slipway.Api.Agents;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Http;
using Slipway.Api.Queues;
using Slipway.Api.Runs;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Automations;

/// <summary>The action launch, from the event to the end of its run (M17).</summary>
public sealed class LaunchAutomationTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static readonly AutomationScope Iris = new() { Type = ScopeType.RegisteredModel, Name = AliasScene.Model };
    private static readonly AutomationEvent Linked = new() { Type = AutomationEventType.LinkArtifact };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M17_a_linked_version_queues_a_run_with_the_overrides_and_the_version_and_the_history_follows_it(TestEngine engine)
    {
        using var scene = await LaunchScene.SetUpAsync(await servers.NewTeamAsync(Ct, engine), Ct);
        var saved = await scene.AddAsync(scene.Automation("evaluate", Iris, Linked,
            """{"args":["--of","${artifact_version_string}"],"run_config":{"epochs":3,"model":"${artifact_version}","why":"${event_type}"}}"""), Ct);
        Assert.StartsWith("No live agent serves this queue", saved.Warning, StringComparison.Ordinal);
        var agent = await scene.StartAgentAsync(Ct);
        Assert.Null((await scene.Admin.Automations.GetAsync(scene.Name, "evaluate", Ct)).Warning);

        // The newest version of the job at the moment of the event is launched.
        await scene.MakeJobAsync("second", Ct);
        await scene.Team.PublishAndLinkAsync("the third model", Ct);

        var pending = await scene.ExecutionAsync("evaluate", ExecutionStates.Pending, Ct);
        var spec = await agent.StartNextAsync(Ct);
        var config = spec.RunConfig!.Value;
        Assert.Equal(pending.Item, spec.Item);
        Assert.Equal($"{scene.Job}:v1", spec.Job);
        Assert.Equal(["bash", "evaluate.sh", "--of", $"{scene.Name}/model-registry/{AliasScene.Model}:v2"], spec.Command);
        Assert.Equal((3, EventTypes.LinkArtifact), (config.GetProperty("epochs").GetInt32(), config.GetProperty("why").GetString()));
        Assert.StartsWith("wandb-artifact://_id/", config.GetProperty("model").GetString(), StringComparison.Ordinal);
        Assert.Equal(config.GetProperty("model").GetString(), spec.Inputs["artifact_version"]);

        await agent.FinishAsync(spec, AttemptOutcomes.Succeeded, 0, Ct);
        var finished = await scene.ExecutionAsync("evaluate", ExecutionStates.Finished, Ct);
        Assert.Equal((pending.Item, $"{scene.Name}/{LaunchScene.Project}/{spec.Run}"), (finished.Item, finished.Run));
        var run = await scene.RunOfAsync(finished, Ct);
        Assert.Equal((RunStates.Finished, "evaluate", finished.Event), (run.State, run.Cause!.Automation, run.Cause.Event));
        Assert.Equal([config.GetProperty("model").GetString()], run.Artifacts.Where(used => used.Use == "input").Select(used => used.Ref));
        var item = await scene.Admin.Queues.GetItemAsync(scene.Name, finished.Item!, Ct);
        Assert.Equal(("evaluate", finished.Id, finished.Event), (item.Cause!.Automation, item.Cause.Execution, item.Cause.Event));
        var lineage = await scene.Admin.Registry.GetLineageAsync(scene.Name, AliasScene.Model, "v2", Ct);
        Assert.Contains(lineage.Nodes, node => node.Kind == "run" && node.Name.Contains(spec.Run, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M17_a_version_that_the_overrides_do_not_name_is_an_input_of_the_run_all_the_same(TestEngine engine)
    {
        using var scene = await LaunchScene.SetUpAsync(await servers.NewTeamAsync(Ct, engine), Ct);
        await scene.AddAsync(scene.Automation("evaluate", Iris, new AutomationEvent { Type = AutomationEventType.AddArtifactAlias, AliasPattern = "^candidate$" }), Ct);
        await scene.Team.MoveAliasAsync("candidate", "v1", Ct);

        var run = await scene.RunOfAsync(await scene.ExecutionAsync("evaluate", ExecutionStates.Pending, Ct), Ct);
        var happened = await scene.Admin.Events.ListAsync(scene.Name, null, EventTypes.AddArtifactAlias, null, 1, Ct).FirstAsync(Ct);
        Assert.Equal("v1", happened.Version);
        Assert.Equal("artifact_version", Assert.Single(run.Artifacts).UsedAs);
        Assert.Equal(RunStates.Pending, run.State);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M17_a_run_that_fails_or_is_cancelled_fails_its_execution_with_the_reason(TestEngine engine)
    {
        using var scene = await LaunchScene.SetUpAsync(await servers.NewTeamAsync(Ct, engine), Ct);
        var agent = await scene.StartAgentAsync(Ct);
        await scene.AddAsync(scene.Automation("fails", Iris, new AutomationEvent { Type = AutomationEventType.AddArtifactAlias, AliasPattern = "^one$" }), Ct);
        await scene.AddAsync(scene.Automation("ends", Iris, new AutomationEvent { Type = AutomationEventType.AddArtifactAlias, AliasPattern = "^two$" }), Ct);
        await scene.Team.MoveAliasAsync("one", "v0", Ct);
        await agent.FinishAsync(await agent.StartNextAsync(Ct), AttemptOutcomes.Failed, 3, Ct);
        Assert.Contains("3", (await scene.ExecutionAsync("fails", ExecutionStates.Failed, Ct)).Reason, StringComparison.Ordinal);

        await scene.Team.MoveAliasAsync("two", "v0", Ct);
        var waiting = await scene.ExecutionAsync("ends", ExecutionStates.Pending, Ct);
        await scene.Admin.Queues.CancelAsync(scene.Name, waiting.Item!, Ct);
        Assert.StartsWith("cancelled", (await scene.ExecutionAsync("ends", ExecutionStates.Failed, Ct)).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M17_what_cannot_be_queued_when_it_fires_fails_with_the_reason_and_later_events_go_on(TestEngine engine)
    {
        using var scene = await LaunchScene.SetUpAsync(await servers.NewTeamAsync(Ct, engine), Ct);
        await scene.AddAsync(scene.Automation("evaluate", Iris, new AutomationEvent { Type = AutomationEventType.AddArtifactAlias },
            """{"runConfig":{"other":"wandb-artifact://nobody/nowhere/nothing:v0"}}"""), Ct);
        await scene.Team.MoveAliasAsync("prod", "v0", Ct);
        var failed = await scene.ExecutionAsync("evaluate", ExecutionStates.Failed, Ct);
        Assert.StartsWith("override_invalid: overrides.runConfig.other", failed.Reason, StringComparison.Ordinal);
        Assert.Null(failed.Item);
        // The scene's own webhook answered the same event, in the same transaction.
        await scene.Team.WaitForAsync(1);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_24_what_no_program_can_be_started_with_is_refused_to_people_and_fails_an_automations_answer(TestEngine engine)
    {
        using var scene = await LaunchScene.SetUpAsync(await servers.NewTeamAsync(Ct, engine), Ct);
        var artifacts = string.Join(',', Enumerable.Range(0, 990).Select(i => $"\"{i:D100}\":\"${{artifact_version}}\""));
        await scene.AddAsync(scene.Automation("evaluate", Iris, new AutomationEvent { Type = AutomationEventType.AddArtifactAlias }, $"{{\"artifacts\":{{{artifacts}}}}}"), Ct);
        await scene.Team.MoveAliasAsync("prod", "v0", Ct);
        var failed = await scene.ExecutionAsync("evaluate", ExecutionStates.Failed, Ct);
        Assert.StartsWith("override_invalid: ", failed.Reason, StringComparison.Ordinal);
        Assert.Contains("131,071", failed.Reason, StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => scene.Admin.Queues.EnqueueAsync(scene.Name, LaunchScene.Queue, new EnqueueItemRequest
        {
            Job = scene.Job,
            Project = LaunchScene.Project,
            Overrides = new OverridesBody { Args = [new string('a', 131_072)] },
        }, Ct));
        Assert.Equal("override_invalid", refused.Code);
        Assert.Contains("131,071", Assert.Single(refused.Problem.Errors!["overrides.args"]), StringComparison.Ordinal);

        // What fits is started with all of it.
        var agent = await scene.StartAgentAsync(Ct);
        await scene.Admin.Queues.EnqueueAsync(scene.Name, LaunchScene.Queue, new EnqueueItemRequest
        {
            Job = scene.Job,
            Project = LaunchScene.Project,
            Overrides = new OverridesBody { Args = [new string('a', 131_071)] },
        }, Ct);
        Assert.Equal(131_071, (await agent.StartNextAsync(Ct)).Command[^1].Length);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M13_M17_a_queue_that_an_automation_names_is_in_use_and_deleting_it_by_force_disables_the_automation(TestEngine engine)
    {
        using var scene = await LaunchScene.SetUpAsync(await servers.NewTeamAsync(Ct, engine), Ct);
        await scene.AddAsync(scene.Automation("evaluate", Iris, new AutomationEvent { Type = AutomationEventType.AddArtifactAlias }), Ct);
        var inUse = await Assert.ThrowsAsync<SlipwayApiException>(() => scene.Admin.Queues.DeleteAsync(scene.Name, LaunchScene.Queue, false, Ct));
        Assert.Equal("queue_in_use", inUse.Code);
        Assert.Contains("evaluate", inUse.Message, StringComparison.Ordinal);

        await scene.Admin.Queues.DeleteAsync(scene.Name, LaunchScene.Queue, true, Ct);
        var disabled = await scene.Admin.Automations.GetAsync(scene.Name, "evaluate", Ct);
        Assert.False(disabled.Enabled);
        Assert.StartsWith("Its queue was deleted", disabled.DisabledReason, StringComparison.Ordinal);
        await scene.Team.MoveAliasAsync("prod", "v0", Ct);
        Assert.StartsWith("queue_missing", (await scene.ExecutionAsync("evaluate", ExecutionStates.Failed, Ct)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task M13_deleting_the_automation_leaves_what_it_launched_alone()
    {
        using var scene = await LaunchScene.SetUpAsync(await servers.NewTeamAsync(Ct), Ct);
        await scene.AddAsync(scene.Automation("evaluate", Iris, new AutomationEvent { Type = AutomationEventType.AddArtifactAlias }), Ct);
        await scene.Team.MoveAliasAsync("prod", "v0", Ct);
        var pending = await scene.ExecutionAsync("evaluate", ExecutionStates.Pending, Ct);
        await scene.Admin.Automations.DeleteAsync(scene.Name, "evaluate", Ct);
        Assert.Equal(ItemStates.Queued, (await scene.Admin.Queues.GetItemAsync(scene.Name, pending.Item!, Ct)).State);
        await scene.Admin.Queues.CancelAsync(scene.Name, pending.Item!, Ct);
        await scene.Admin.Queues.DeleteAsync(scene.Name, LaunchScene.Queue, false, Ct);
    }

    [Fact]
    public async Task B6_a_preview_shows_the_rendered_overrides_and_queues_nothing()
    {
        using var scene = await LaunchScene.SetUpAsync(await servers.NewTeamAsync(Ct), Ct);
        var preview = await scene.Admin.Automations.PreviewAsync(scene.Name, new PreviewAutomationRequest
        {
            Automation = scene.Automation("evaluate", Iris, Linked, """{"runConfig":{"model":"${artifact_version_string}"}}"""),
        }, Ct);
        Assert.Equal(
            [$$$"""{"runConfig":{"model":"{{{scene.Name}}}/model-registry/Iris:v0"}}""", $$$"""{"runConfig":{"model":"{{{scene.Name}}}/model-registry/Iris:v1"}}"""],
            preview.Matches.Select(match => match.Payload));
        Assert.Equal(0, (await scene.Admin.Queues.GetAsync(scene.Name, LaunchScene.Queue, Ct)).Queued);
    }

    [Theory]
    [InlineData("queue", "\"nowhere\"", "queue_missing", "action.queue")]
    [InlineData("job", "\"TEAM/lab/nothing\"", "job_missing", "action.job")]
    [InlineData("job", "\"TEAM/lab/classifier\"", "job_missing", "action.job")]
    [InlineData("jobVersion", "\"v7\"", "job_missing", "action.jobVersion")]
    [InlineData("project", "\"nowhere\"", "project_missing", "action.project")]
    [InlineData("project", "\"model-registry\"", "project_missing", "action.project")]
    [InlineData("project", "null", "action_invalid", "action.project")]
    [InlineData("webhook", "\"ci\"", "action_invalid", "action")]
    [InlineData("overrides", """{"args":"x"}""", "override_invalid", "action.overrides.args")]
    [InlineData("overrides", """{"runConfig":[]}""", "override_invalid", "action.overrides.runConfig")]
    [InlineData("overrides", """{"artifacts":{"a":1}}""", "override_invalid", "action.overrides.artifacts")]
    [InlineData("overrides", """{"dockerfile":"x"}""", "override_invalid", "action.overrides.dockerfile")]
    [InlineData("overrides", """{"runConfig":{"token":"${TOKEN}"}}""", "override_invalid", "action.overrides")]
    [InlineData("overrides", """{"runConfig":{"token":"${ACCESS_TOKEN}"}}""", "override_invalid", "action.overrides")]
    [InlineData("overrides", """{"runConfig":{"model":"${artefact_version}"}}""", "unknown_variable", "action.overrides")]
    [InlineData("overrides", "\"{\\n \\\"args\\\": }\"", "template_invalid", "action.overrides")]
    public async Task M17_a_wrong_launch_is_refused_when_it_is_saved_naming_the_field(string field, string value, string code, string named)
    {
        using var scene = await LaunchScene.SetUpAsync(await servers.NewTeamAsync(Ct), Ct);
        var body = JsonSerializer.SerializeToNode(scene.Automation("evaluate", Iris, Linked), Slipway.Api.ApiJson.Default.AutomationSettings)!;
        body["action"]![field] = System.Text.Json.Nodes.JsonNode.Parse(value.Replace("TEAM", scene.Name, StringComparison.Ordinal));
        var (status, refusal) = await scene.Team.SendAsync("POST", "automations", body.ToJsonString(), Ct);
        Assert.Equal((int)HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(code, (string?)refusal!["code"]);
        Assert.NotNull(refusal["errors"]![named]);
    }

    [Fact]
    public async Task M17_members_launch_by_automation_on_a_model_or_project_and_admins_on_all_of_them()
    {
        using var scene = await LaunchScene.SetUpAsync(await servers.NewTeamAsync(Ct), Ct);
        var key = await scene.Team.AddUserAsync("member", Ct);
        var viewer = await scene.Team.AddUserAsync("viewer", Ct);
        async Task<int> SaveAsync(string name, AutomationScope? scope, AutomationEventType type, string by) => (await scene.Team.SendAsync("POST", "automations",
            JsonSerializer.Serialize(scene.Automation(name, scope, new AutomationEvent { Type = type }), Slipway.Api.ApiJson.Default.AutomationSettings), Ct, by)).Status;
        var project = new AutomationScope { Type = ScopeType.Project, Name = LaunchScene.Project };
        Assert.Equal(201, await SaveAsync("a", Iris, AutomationEventType.LinkArtifact, key));
        Assert.Equal(201, await SaveAsync("b", project, AutomationEventType.RunState, key));
        Assert.Equal(403, await SaveAsync("c", null, AutomationEventType.LinkArtifact, key));
        Assert.Equal(403, await SaveAsync("d", new AutomationScope { Type = ScopeType.Team }, AutomationEventType.RunState, key));
        Assert.Equal(403, await SaveAsync("e", project, AutomationEventType.RunState, viewer));
    }
}
