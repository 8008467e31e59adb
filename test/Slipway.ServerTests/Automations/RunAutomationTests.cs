using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Agents;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Runs;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Automations;

/// <summary>Automations that answer what becomes of runs (M17).</summary>
public sealed class RunAutomationTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const string Payload = """{"run":"${run_name}","status":"${run_status}","metric":"${metric_name}","values":"${metric_values}","project":"${project_name}","artifact":"${artifact_version}"}""";

    private static readonly AutomationScope Lab = new() { Type = ScopeType.Project, Name = AliasScene.Project };
    private static readonly AutomationScope Everywhere = new() { Type = ScopeType.Team };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M17_a_chain_of_launches_ends_at_its_eighth_link_with_reason_loop(TestEngine engine)
    {
        using var scene = await LaunchScene.SetUpAsync(await servers.NewTeamAsync(Ct, engine), Ct);
        var agent = await scene.StartAgentAsync(Ct);
        await scene.AddAsync(scene.Automation("again", Lab, new AutomationEvent { Type = AutomationEventType.RunState, States = ["finished"] }), Ct);
        var first = await scene.StartRunAsync("by hand", Ct);
        await scene.Admin.Runs.FinishAsync(scene.Name, LaunchScene.Project, first.Id, 0, Ct);
        for (var link = 1; link <= 8; link++)
        {
            await agent.FinishAsync(await agent.StartNextAsync(Ct), AttemptOutcomes.Succeeded, 0, Ct);
        }

        var executions = await Eventually.FindAsync(async () =>
        {
            var all = await scene.Admin.Automations.ListExecutionsAsync(scene.Name, "again", null, 500, Ct).ToListAsync(Ct);
            return all.Count == 9 ? all : null;
        }, "the ninth execution", Ct);
        Assert.Equal([ExecutionStates.Skipped, .. Enumerable.Repeat(ExecutionStates.Finished, 8)], executions.Select(execution => execution.State));
        Assert.StartsWith("loop: 8 causes led to this event", executions[0].Reason, StringComparison.Ordinal);
        Assert.Null(executions[0].Item);
        Assert.Equal(0, (await scene.Admin.Queues.GetAsync(scene.Name, LaunchScene.Queue, Ct)).Queued);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M17_an_automation_answers_the_states_and_runs_that_it_names_and_tells_of_them(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        await team.Admin.Access.CreateProjectAsync(team.Name, "other", Ct);
        await AddAsync(team, "lab", Lab, new AutomationEvent { Type = AutomationEventType.RunState, States = ["finished", "failed"], RunFilter = new RunNameFilter("^train") });
        await AddAsync(team, "all", Everywhere, new AutomationEvent { Type = AutomationEventType.RunState });
        await RunAsync(team, AliasScene.Project, "train 1", 0);
        await RunAsync(team, AliasScene.Project, "evaluate", 0);
        await RunAsync(team, "other", "train 2", 1);

        var (lab, all) = (await AnsweredAsync(team, "lab", 1), await AnsweredAsync(team, "all", 6));
        Assert.Equal("""{"run":"train 1","status":"finished","metric":"","values":"","project":"lab","artifact":""}""", Assert.Single(lab));
        Assert.Equal(["failed", "finished", "finished", "running", "running", "running"],
            all.Select(text => JsonElement.Parse(text).GetProperty("status").GetString()!).Order(StringComparer.Ordinal));
        var happened = await team.Admin.Events.ListAsync(team.Name, null, EventTypes.RunState, null, 1, Ct).FirstAsync(Ct);
        Assert.Equal(("other", "failed"), (happened.Project, happened.After!.Value.GetString()));
        Assert.NotNull(happened.Run);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M17_an_automation_answers_a_metric_that_crosses_its_threshold_as_long_as_it_stands(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var condition = new MetricConditionBody { Name = "accuracy", Op = ">=", Threshold = 0.9 };
        await AddAsync(team, "good", Lab, new AutomationEvent { Type = AutomationEventType.RunMetric, Metric = condition });
        var shown = await team.Admin.Automations.GetAsync(team.Name, "good", Ct);
        Assert.Equal((condition, ScopeType.Project, "lab"), (shown.Event.Metric, shown.Scope.Type, shown.Scope.Name));
        await LogAsync(team, "first", 0.5, 0.95, 0.97);
        Assert.Equal("""{"run":"first","status":"running","metric":"accuracy","values":"0.95","project":"lab","artifact":""}""", Assert.Single(await AnsweredAsync(team, "good", 1)));

        await team.Admin.Automations.PatchAsync(team.Name, "good", new JsonObject
        {
            ["event"] = JsonSerializer.SerializeToNode(
                new AutomationEvent { Type = AutomationEventType.RunMetric, Metric = condition with { Threshold = 0.99 } }, ApiJson.Default.AutomationEvent),
        }, Ct);
        await LogAsync(team, "second", 0.95);
        await LogAsync(team, "third", 0.995);
        Assert.Equal(["first", "third"], (await AnsweredAsync(team, "good", 2)).Select(text => JsonElement.Parse(text).GetProperty("run").GetString()));

        // Disabled or deleted it watches nothing: no event is raised any more.
        await team.Admin.Automations.PatchAsync(team.Name, "good", new JsonObject { ["enabled"] = false }, Ct);
        await LogAsync(team, "fourth", 1);
        await team.Admin.Automations.DeleteAsync(team.Name, "good", Ct);
        await LogAsync(team, "fifth", 1);
        var events = await team.Admin.Events.ListAsync(team.Name, null, EventTypes.RunMetric, null, 500, Ct).ToListAsync(Ct);
        Assert.Equal(["accuracy", "accuracy"], events.Select(happened => happened.Metric));
        Assert.Empty(await team.Server.Database.ReadAsync(session => session.QueryAsync<long>(
            "select w.id from metric_watches w join teams t on t.id = w.team_id where t.name = @name", new { name = team.Name }), Ct));
    }

    [Theory]
    [InlineData("""{"type":"RUN_STATE"}""", """{"type":"registry"}""", "scope_invalid", "scope.type")]
    [InlineData("""{"type":"LINK_ARTIFACT"}""", """{"type":"team"}""", "scope_invalid", "scope.type")]
    [InlineData("""{"type":"RUN_STATE"}""", """{"type":"team","name":"x"}""", "scope_invalid", "scope.name")]
    [InlineData("""{"type":"RUN_STATE"}""", """{"type":"project"}""", "scope_invalid", "scope.name")]
    [InlineData("""{"type":"RUN_STATE"}""", """{"type":"project","name":"nowhere"}""", "project_missing", "scope.name")]
    [InlineData("""{"type":"RUN_STATE"}""", """{"type":"artifact","name":"x"}""", "scope_invalid", "scope.type")]
    [InlineData("""{"type":"RUN_STATE","states":["done"]}""", """{"type":"team"}""", "event_invalid", "event.states")]
    [InlineData("""{"type":"RUN_STATE","states":[]}""", """{"type":"team"}""", "event_invalid", "event.states")]
    [InlineData("""{"type":"RUN_STATE","runFilter":{"user":"x"}}""", """{"type":"team"}""", "event_invalid", "event.runFilter")]
    [InlineData("""{"type":"RUN_STATE","runFilter":{"name":"("}}""", """{"type":"team"}""", "pattern_invalid", "event.runFilter.name")]
    [InlineData("""{"type":"RUN_STATE","aliasPattern":"x"}""", """{"type":"team"}""", "event_invalid", "event.aliasPattern")]
    [InlineData("""{"type":"RUN_STATE","metric":{"name":"a","op":">","threshold":1}}""", """{"type":"team"}""", "event_invalid", "event.metric")]
    [InlineData("""{"type":"RUN_METRIC"}""", """{"type":"team"}""", "event_invalid", "event.metric")]
    [InlineData("""{"type":"RUN_METRIC","states":["finished"]}""", """{"type":"team"}""", "event_invalid", "event.states")]
    [InlineData("""{"type":"RUN_METRIC","metric":{"name":"","op":">","threshold":1}}""", """{"type":"team"}""", "event_invalid", "event.metric.name")]
    [InlineData("""{"type":"RUN_METRIC","metric":{"name":"a","op":"=","threshold":1}}""", """{"type":"team"}""", "event_invalid", "event.metric.op")]
    [InlineData("""{"type":"RUN_METRIC","metric":{"name":"a","op":">"}}""", """{"type":"team"}""", "event_invalid", "event.metric.threshold")]
    [InlineData("""{"type":"RUN_METRIC","metric":{"name":"a","op":">","threshold":1,"window":0}}""", """{"type":"team"}""", "event_invalid", "event.metric.window")]
    [InlineData("""{"type":"RUN_METRIC","metric":{"name":"a","op":">","threshold":1,"agg":"median"}}""", """{"type":"team"}""", "event_invalid", "event.metric.agg")]
    [InlineData("""{"type":"LINK_ARTIFACT","states":["finished"]}""", """{"type":"registry"}""", "event_invalid", "event")]
    public async Task A_condition_that_does_not_go_with_its_event_is_refused_naming_the_field(string happening, string scope, string code, string field)
    {
        var team = await servers.NewTeamAsync(Ct);
        var (status, refusal) = await team.SendAsync("POST", "automations",
            $$$"""{"name":"a","event":{{{happening}}},"scope":{{{scope}}},"action":{"type":"webhook","webhook":"ci"}}""", Ct);
        Assert.Equal(422, status);
        Assert.Equal(code, (string?)refusal!["code"]);
        Assert.NotNull(refusal["errors"]![field]);
    }

    private static Task AddAsync(TeamScene team, string name, AutomationScope scope, AutomationEvent happening) =>
        team.Admin.Automations.CreateAsync(team.Name, new AutomationSettings
        {
            Name = name,
            Scope = scope,
            Event = happening,
            Action = new WebhookAction { Webhook = AliasScene.Webhook, Payload = Payload },
        }, Ct);

    private static async Task RunAsync(TeamScene team, string project, string name, int exitCode)
    {
        var run = await team.Admin.Runs.CreateAsync(team.Name, project, new CreateRunRequest { Name = name }, Ct);
        await team.Admin.Runs.FinishAsync(team.Name, project, run.Id, exitCode, Ct);
    }

    private static async Task LogAsync(TeamScene team, string name, params double[] values)
    {
        var run = await team.Admin.Runs.CreateAsync(team.Name, AliasScene.Project, new CreateRunRequest { Name = name }, Ct);
        await team.Admin.Runs.AppendHistoryAsync(team.Name, AliasScene.Project, run.Id,
            [.. values.Select(value => JsonSerializer.SerializeToElement(new Dictionary<string, double> { ["accuracy"] = value }))], Ct);
    }

    /// <summary>The bodies that an automation sent, oldest first.</summary>
    private static async Task<IReadOnlyList<string>> AnsweredAsync(TeamScene team, string automation, int count)
    {
        var deliveries = await Eventually.FindAsync(async () =>
        {
            var all = await team.Admin.Webhooks.ListDeliveriesAsync(team.Name, null, automation, "delivered", 500, Ct).ToListAsync(Ct);
            return all.Count >= count ? all : null;
        }, $"{count} deliveries of {automation}", Ct);
        Assert.Equal(count, deliveries.Count);
        var bodies = new List<string>();
        foreach (var delivery in deliveries.AsEnumerable().Reverse())
        {
            bodies.Add((await team.Admin.Webhooks.GetDeliveryAsync(team.Name, delivery.Id, Ct)).Attempts[0].Request!.Body!);
        }
        return bodies;
    }
}
